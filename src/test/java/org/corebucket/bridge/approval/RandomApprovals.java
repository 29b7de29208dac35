package org.corebucket.bridge.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.corebucket.bridge.approval.ApprovalModel.ModelManifest;
import org.corebucket.bridge.approval.ApprovalModel.ModelRoot;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.KeptSeals;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.RootKey;
import org.corebucket.bridge.trust.TrustRoot;
import org.corebucket.bridge.trust.TrustRootFiles;
import org.jspecify.annotations.Nullable;

/**
 * One random sequence of what holders of keys do, and of what somebody does who may write to every file of the deployment but has none of
 * their keys. What the host trusts is compared with a model after each step.
 */
final class RandomApprovals {

    private static final String ROOTS = TrustRootFiles.IN_FORCE;
    private static final int STEPS = 24;
    private static final List<String> PATHS = List.of("canonical/a", "canonical/b", "canonical/sub/c");

    private final Random random;
    private final CachedHolders holders;
    private final ApprovalSite site;
    private final Deployment deployment;
    private final ApprovalModel model = new ApprovalModel(CachedHolders.RELEASE);
    private final Map<String, String> tree = new TreeMap<>();

    /** All manifests and trust roots that there ever were, proposed or in force, by their digests. */
    private final Map<String, byte[]> contents = new HashMap<>();

    private final List<String> manifests = new ArrayList<>();
    private final List<String> roots = new ArrayList<>();
    private final Map<String, byte[]> signatures = new HashMap<>();
    private final Map<String, Integer> tally;
    private final List<String> story = new ArrayList<>();

    /** The manifest that the host has trusted last. */
    private String trusted;

    RandomApprovals(Path directory, CachedHolders holders, Random random, Map<String, Integer> tally)
            throws IOException, MendableException {
        this.random = random;
        this.holders = holders;
        this.tally = tally;
        this.site = ApprovalSite.sealed(directory, holders);
        this.deployment = site.deployment();
        tree.put("CANONICAL_RUN.md", "Run it.\n");
        tree.put("canonical/a", "first\n");
        byte[] first = Files.readAllBytes(deployment.manifest());
        trusted = add(first, "", tree);
        byte[] seal = sign(trusted, CachedHolders.RELEASE);
        assertThat(Files.readAllBytes(deployment.seal())).isEqualTo(seal);
        model.saw(trusted, "");
    }

    /** Takes the steps. */
    void run() throws Exception {
        model.isNow(site.clock().instant());
        begin();
        for (int i = 0; i < STEPS; i++) {
            site.clock().advance(Duration.ofSeconds(1));
            model.isNow(site.clock().instant());
            try {
                step();
                if (!verify() || random.nextInt(3) == 0) {
                    repair();
                }
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError("after " + String.join(", ", story), e);
            }
        }
    }

    /** Mostly there is a trust root soon. */
    private void begin() throws Exception {
        if (random.nextInt(4) == 0) {
            return;
        }
        proposeRoot();
        for (String name : CachedHolders.NAMES) {
            if (random.nextInt(6) > 0) {
                signProposed(Subject.TRUST, name);
                signSeal(name);
            }
        }
        apply();
        verify();
    }

    private void step() throws Exception {
        switch (random.nextInt(20)) {
            case 0 -> edit();
            case 1, 2 -> proposeFreeze();
            case 3 -> signProposed(Subject.FREEZE, anybody());
            case 4, 5, 6 -> {
                for (String name : CachedHolders.NAMES) {
                    signProposed(Subject.FREEZE, name);
                }
            }
            case 7, 8, 9, 10 -> complete();
            case 11 -> proposeRoot();
            case 12 -> signProposed(Subject.TRUST, anybody());
            case 13 -> {
                for (String name : CachedHolders.NAMES) {
                    signProposed(Subject.TRUST, name);
                    signSeal(name);
                }
            }
            case 14 -> apply();
            case 15 -> signSeal(anybody());
            default -> tamper();
        }
    }

    private void count(String what) {
        tally.merge(what, 1, Integer::sum);
        story.add(what);
    }

    private String anybody() {
        return one(CachedHolders.NAMES);
    }

    private <T> T one(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    // What holders do

    private void edit() throws IOException {
        count("edit");
        String path = one(PATHS);
        if (random.nextInt(4) == 0 && !path.equals("canonical/a")) {
            site.delete(path);
            if (path.startsWith("canonical/sub/")) {
                Files.deleteIfExists(deployment.path("canonical/sub")); // which no manifest could list
            }
            tree.remove(path);
        } else {
            String content = "content " + random.nextInt(4) + "\n";
            site.write(path, content);
            tree.put(path, content);
        }
    }

    private void proposeFreeze() throws Exception {
        String inForce = inForce();
        rememberIfTrusted();
        try {
            Proposal proposal = site.proposeFreeze("reason " + manifests.size());
            count("freeze proposed");
            // It is compared with what is trusted, so that nothing of what it changes is hidden.
            assertThat(model.mayTrust(inForce, rootOnDisk())).isTrue();
            add(proposal.content(), inForce, tree);
        } catch (RefusedException e) {
            count("freeze not proposed");
        }
    }

    /** Whoever drafts or completes a freeze verifies before, and the host remembers what it trusts then. */
    private boolean rememberIfTrusted() throws IOException {
        boolean isTrusted = site.look().isTrusted();
        if (isTrusted) {
            assertThat(model.mayTrust(inForce(), rootOnDisk())).isTrue();
            model.saw(inForce(), rootOnDisk());
            trusted = inForce();
        }
        return isTrusted;
    }

    private void signProposed(Subject subject, String name) throws IOException {
        Proposal proposal = site.proposals().of(subject).orElse(null);
        if (proposal != null) {
            count(name + " signs " + subject.word());
            site.proposals()
                    .sign(
                            proposal,
                            holders.fingerprint(name),
                            sign(proposal.digest().hex(), name));
        }
    }

    private void signSeal(String name) throws Exception {
        try {
            SealApproval seal = SealApproval.of(deployment, Decider.verdict(deployment, site.host()));
            seal.sign(holders.rootKey(name), sign(seal.digest().hex(), name));
            count(name + " signs the seal");
        } catch (RefusedException e) {
            count("seal not signed");
        }
    }

    private void complete() throws Exception {
        Proposal proposal = site.proposals().of(Subject.FREEZE).orElse(null);
        if (proposal == null) {
            return;
        }
        String id = proposal.digest().hex();
        String inForce = inForce();
        String root = rootOnDisk();
        boolean isTrusted = rememberIfTrusted();
        Set<String> present = present(id, proposal.signatures());
        boolean may = model.mayComplete(id, present, inForce, root, tree);
        boolean again = id.equals(inForce) && isTrusted;
        try {
            site.completeAndLeave();
            count(again ? "completed again" : "completed");
            assertThat(may || again)
                    .as("completed %s, signed by %s, for %s in place of %s", model.manifest(id), present, tree, inForce)
                    .isTrue();
            assertThat(inForce()).isEqualTo(id);
            model.saw(id, root);
            trusted = id;
            assertThat(site.look().findings()).isEmpty();
        } catch (RefusedException e) {
            count("not completed");
            assertThat(may && isTrusted).as("not completed: " + e.getMessage()).isFalse();
        }
        if (random.nextInt(3) > 0) {
            site.proposals().drop(Subject.FREEZE);
        }
    }

    private void proposeRoot() throws Exception {
        Decider decider;
        try {
            decider = Decider.of(deployment, site.host());
        } catch (RefusedException e) {
            return;
        }
        count("root proposed");
        TrustRoot next = random(decider);
        if (random.nextInt(3) == 0) {
            site.proposals().propose(Subject.TRUST, next.bytes(), decider.authority(), Map.of(), Map.of());
        } else {
            try {
                TrustChange change = new TrustChange(
                        next.keys(), names(decider.authority()), next.thresholds(), Map.of(), next.reason());
                next = new TrustProposals(deployment, site.host())
                        .propose(decider.authority(), decider.sealed(), change);
            } catch (RefusedException e) {
                return;
            }
        }
        add(next);
    }

    private static Set<String> names(Authority authority) {
        Set<String> names = new TreeSet<>();
        if (authority instanceof Authority.RootInForce root) {
            root.version().root().keys().forEach(key -> names.add(key.name()));
        }
        return names;
    }

    /** A version that follows from what is in force, or does not. Some of its keys expire while the sequence lasts, or have expired. */
    private TrustRoot random(Decider decider) {
        List<RootKey> keys = new ArrayList<>();
        for (String name : CachedHolders.NAMES) {
            if (random.nextInt(3) > 0) {
                keys.add(random.nextInt(5) == 0 ? expiring(name) : holders.rootKey(name));
            }
        }
        if (keys.isEmpty()) {
            keys.add(holders.rootKey(anybody()));
        }
        Map<DecidedAct, Integer> thresholds = new EnumMap<>(DecidedAct.class);
        for (DecidedAct act : DecidedAct.values()) {
            thresholds.put(act, 1 + random.nextInt(keys.size()));
        }
        long version = 1;
        Sha256 previous = null;
        if (decider.authority() instanceof Authority.RootInForce root) {
            version = root.version().root().version() + random.nextInt(3);
            previous = root.version().digest();
        }
        if (random.nextInt(4) == 0) {
            previous = roots.isEmpty() || random.nextBoolean() ? null : Sha256.parse(one(roots));
        }
        return new TrustRoot(
                decider.sealed().deployment(),
                version,
                previous,
                keys,
                thresholds,
                "root " + roots.size(),
                decider.sealed().sealedAt());
    }

    private RootKey expiring(String name) {
        return holders.rootKey(name).expiring(site.clock().instant().plusSeconds(random.nextInt(2 * STEPS)));
    }

    private void apply() throws Exception {
        Proposal proposal = site.proposals().of(Subject.TRUST).orElse(null);
        if (proposal == null) {
            return;
        }
        Decider decider;
        try {
            decider = Decider.of(deployment, site.host());
        } catch (RefusedException e) {
            return;
        }
        String root = rootOnDisk();
        assertThat(root.isEmpty() ? model.believed() == null : model.follows(root))
                .isTrue();
        model.believes(root); // a proposal is judged by the version that lies there, if that follows
        String id = proposal.digest().hex();
        boolean may = model.mayApply(id, present(id, proposal.signatures()));
        boolean again = id.equals(root);
        try {
            new TrustProposals(deployment, site.host()).apply(decider.authority(), decider.sealed());
            count(again ? "applied again" : "applied");
            assertThat(may || again).as("applied what may not be").isTrue();
            assertThat(rootOnDisk()).isEqualTo(id);
            model.believes(id);
        } catch (RefusedException e) {
            count("not applied");
            assertThat(may).as("not applied: " + e.getMessage()).isFalse();
        }
    }

    // What somebody does who may write to each file

    private void tamper() throws IOException {
        switch (random.nextInt(13)) {
            case 0 -> {
                count("an older root put back");
                if (!roots.isEmpty()) {
                    put(ROOTS, one(roots));
                }
            }
            case 1 -> {
                count("root deleted");
                site.delete(ROOTS);
            }
            case 2 -> {
                count("root under another version's name");
                if (!roots.isEmpty()) {
                    put(TrustRootFiles.path(1 + random.nextInt(3)), one(roots));
                }
            }
            case 3 -> {
                count("an older manifest put back");
                put(Deployment.MANIFEST, one(manifests));
            }
            case 4 -> {
                count("the single seal put back");
                put(Deployment.MANIFEST, manifests.get(0));
                remove(Deployment.MANIFEST + DetachedSignatures.SUFFIX);
                Files.write(deployment.seal(), sign(manifests.get(0), CachedHolders.RELEASE));
            }
            case 5 -> {
                count("the proposed manifest put in force by hand");
                Proposal proposal = site.proposals().of(Subject.FREEZE).orElse(null);
                if (proposal != null) {
                    put(Deployment.MANIFEST, proposal.digest().hex());
                }
            }
            case 6 -> {
                count("the proposed root put in force by hand");
                Proposal proposal = site.proposals().of(Subject.TRUST).orElse(null);
                if (proposal != null) {
                    put(ROOTS, proposal.digest().hex());
                }
            }
            case 7 -> {
                count("an older proposal put back");
                put(Proposals.DIRECTORY + "/" + Subject.FREEZE.file(), one(manifests));
            }
            case 8 -> {
                count("an older proposed root put back");
                if (!roots.isEmpty()) {
                    put(Proposals.DIRECTORY + "/" + Subject.TRUST.file(), one(roots));
                }
            }
            case 9 -> {
                count("another manifest under the proposal's signatures");
                String forged = forged(one(manifests));
                Files.write(
                        Files.createDirectories(deployment.path(Proposals.DIRECTORY))
                                .resolve(Subject.FREEZE.file()),
                        content(forged));
            }
            case 10 -> {
                count("another manifest under the seal's signatures");
                Files.write(deployment.manifest(), content(forged(inForce())));
            }
            case 11 -> {
                count("what is shown replaced");
                String directory = Proposals.DIRECTORY + "/" + Subject.FREEZE.file() + ".shown";
                for (String name : TreeFiles.names(deployment.path(directory))) {
                    site.write(directory + "/" + name, "nothing changes\n");
                }
            }
            default -> {
                count("signatures beside the kept manifest replaced");
                long serial = 1L + random.nextInt(4);
                if (Files.exists(deployment.path(KeptSeals.manifestPath(serial)))) {
                    putSignatures(KeptSeals.manifestPath(serial), one(manifests));
                }
            }
        }
    }

    /** A manifest like another one, which nobody has signed. */
    private String forged(String like) throws IOException {
        String text = new String(content(like), StandardCharsets.UTF_8);
        String changed = switch (random.nextInt(4)) {
            case 0 -> text.replaceFirst("# reason: .*", "# reason: forged " + manifests.size());
            case 1 -> text.replaceFirst("# serial: .*", "# serial: " + (model.highest() + 1 + random.nextInt(3)));
            case 2 -> text.replaceFirst("# (key|trust): .*", "# key: " + holders.fingerprint(anybody()));
            default -> text.replaceFirst("# (key|trust): .*", "# trust: " + (1 + random.nextInt(3)));
        };
        ModelManifest old = model.manifest(like);
        return add(changed.getBytes(StandardCharsets.UTF_8), old.before(), old.tree());
    }

    /** Puts a content in a file's place, with all signatures that it ever got, some of them exchanged now and then. */
    private void put(String path, String id) throws IOException {
        site.write(path, content(id));
        putSignatures(path, id);
    }

    private void putSignatures(String path, String id) throws IOException {
        remove(path + DetachedSignatures.SUFFIX);
        boolean exchanged = random.nextInt(4) == 0;
        for (String name : exchanged ? Set.copyOf(CachedHolders.NAMES) : model.signers(id)) {
            byte[] signature = exchanged ? one(List.copyOf(signatures.values())) : sign(id, name);
            site.write(DetachedSignatures.path(path, holders.fingerprint(name)), signature);
        }
    }

    private void remove(String directory) throws IOException {
        for (String name : TreeFiles.names(deployment.path(directory))) {
            site.delete(directory + "/" + name);
        }
    }

    // What the host says

    /** Verifies, and gives whether the host trusts what is in force. */
    private boolean verify() throws IOException {
        boolean readOnly = random.nextInt(4) == 0;
        String inForce = inForce();
        String root = rootOnDisk();
        SealVerdict verdict =
                new SealVerifier(deployment, SealMemory.of(deployment, site.host(), readOnly), null).verify();
        if (!verdict.isTrusted()) {
            count("not trusted");
            return false;
        }
        count("trusted");
        assertThat(model.mayTrust(inForce, root))
                .as("serial " + verdict.serial() + " is trusted, signed by " + model.signers(inForce) + ", under "
                        + (root.isEmpty() ? "no root" : model.signers(root).toString()))
                .isTrue();
        assertThat(verdict.manifest().orElseThrow().digest().hex()).isEqualTo(inForce);
        if (!readOnly) {
            model.saw(inForce, root);
            trusted = inForce;
        }
        return true;
    }

    /** Puts back what this host believes, from a backup; the host trusts it again, if the version in force says so. */
    private void repair() throws IOException {
        count("repaired");
        ModelRoot believed = model.believed();
        site.delete(ROOTS);
        for (ModelRoot at = believed; at != null; at = previous(at)) {
            whole(TrustRootFiles.path(at.version()), at.id());
        }
        if (believed != null) {
            whole(ROOTS, believed.id());
        }
        whole(Deployment.MANIFEST, trusted);
        if (trusted.equals(manifests.get(0))) {
            Files.write(deployment.seal(), sign(trusted, CachedHolders.RELEASE));
        }
        String root = rootOnDisk();
        SealVerdict verdict = site.look();
        assertThat(verdict.isTrusted()).as(verdict.findings().toString()).isEqualTo(model.mayTrust(trusted, root));
    }

    private @Nullable ModelRoot previous(ModelRoot root) {
        for (String id : roots) {
            ModelRoot one = modelRoots.get(id);
            if (one != null && id.equals(root.previous())) {
                return one;
            }
        }
        return null;
    }

    private final Map<String, ModelRoot> modelRoots = new HashMap<>();

    private void whole(String path, String id) throws IOException {
        site.write(path, content(id));
        remove(path + DetachedSignatures.SUFFIX);
        for (String name : model.signers(id)) {
            site.write(DetachedSignatures.path(path, holders.fingerprint(name)), sign(id, name));
        }
    }

    // What the model is told

    private String add(byte[] manifest, String before, Map<String, String> listed) throws IOException {
        String id = Sha256.of(manifest).hex();
        contents.put(id, manifest);
        SealedHeader header;
        try {
            header = SealedHeader.of(
                    ManifestReader.read(new ByteArrayInputStream(manifest), "it")
                            .header(),
                    "it");
        } catch (MalformedManifestException e) {
            throw new IllegalArgumentException(e);
        }
        long by =
                header.by().name().equals("trust") ? Long.parseLong(header.by().value()) : 0;
        Sha256 compared = header.before();
        model.add(new ModelManifest(
                id, header.serial(), compared == null ? before : compared.hex(), by, new TreeMap<>(listed)));
        if (!manifests.contains(id)) {
            manifests.add(id);
        }
        return id;
    }

    private void add(TrustRoot root) {
        byte[] content = root.bytes();
        String id = Sha256.of(content).hex();
        contents.put(id, content);
        Map<String, Instant> keys = new TreeMap<>();
        root.keys().forEach(key -> keys.put(key.name(), Objects.requireNonNullElse(key.expires(), Instant.MAX)));
        Sha256 previous = root.previous();
        ModelRoot one = new ModelRoot(
                id,
                root.version(),
                previous == null ? null : previous.hex(),
                keys,
                root.signedAt(),
                root.threshold(DecidedAct.FREEZE),
                root.threshold(DecidedAct.TRUST));
        model.add(one);
        modelRoots.put(id, one);
        if (!roots.contains(id)) {
            roots.add(id);
        }
    }

    private byte[] content(String id) {
        return contents.computeIfAbsent(id, unknown -> {
            throw new IllegalArgumentException(unknown);
        });
    }

    private byte[] sign(String id, String name) {
        model.signed(id, name);
        return signatures.computeIfAbsent(name + " " + id, any -> holders.sign(name, Sha256.parse(id)));
    }

    /** Whose signatures over a content lie there, by the bytes that they have. */
    private Set<String> present(String id, DetachedSignatures there) {
        Set<String> present = new TreeSet<>();
        for (DetachedSignatures.Detached one : there.signatures()) {
            for (String name : model.signers(id)) {
                if (holders.fingerprint(name).equals(one.fingerprint())
                        && Arrays.equals(one.signature(), signatures.get(name + " " + id))) {
                    present.add(name);
                }
            }
        }
        return present;
    }

    private String inForce() throws IOException {
        return site.manifest().hex();
    }

    private String rootOnDisk() throws IOException {
        Path file = deployment.path(ROOTS);
        return Files.exists(file) ? Sha256.of(Files.readAllBytes(file)).hex() : "";
    }
}
