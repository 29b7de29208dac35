package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.corebucket.bridge.attributes.AttributeRecord;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.json.CodePointOrder;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestChanges;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestWriter;
import org.corebucket.bridge.manifest.SoleOwnership;
import org.corebucket.bridge.outside.OutsideRecord;
import org.corebucket.bridge.policy.FileAttribute;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.LostManifest;
import org.corebucket.bridge.seal.Seal;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.corebucket.bridge.trust.DetachedSignatures;
import org.corebucket.bridge.trust.Quorum;
import org.jspecify.annotations.Nullable;

/** Seals what is there now: it makes a new manifest with a higher serial, its seal, and copies of all files. */
public final class Freeze {

    /**
     * What to seal.
     *
     * @param files the policy's files outside of {@code canonical/}
     * @param system the policy's name of the system
     * @param reason why, on one line
     * @param life how long the seal holds; null if it never expires
     * @param attributes what is recorded of the files besides their bytes
     * @param outside what is recorded outside of the deployment
     */
    public record FreezeRequest(
            List<String> files,
            String system,
            String reason,
            @Nullable Duration life,
            List<FileAttribute> attributes,
            List<String> outside) {
        public FreezeRequest {
            files = List.copyOf(files);
            attributes = List.copyOf(attributes);
            outside = List.copyOf(outside);
            if (reason.isBlank() || !OneLine.isPrintable(reason) || !OneLine.isPrintable(system)) {
                throw new IllegalArgumentException(
                        "a reason is needed; it and the system's name stand on one line each");
            }
        }
    }

    /** What was sealed. */
    public record FreezeResult(long serial, int files, ManifestChanges changes) {}

    private static final String RELEASE = "manifests/release.sha256";

    private final Deployment deployment;
    private final TrustStore store;
    private final SealMemory memory;
    private final int jobs;

    /** A freeze of one deployment; the caller must hold the deployment's lock. */
    public Freeze(Deployment deployment, Host host) {
        this.deployment = deployment;
        this.store = new TrustStore(deployment, host);
        this.memory = SealMemory.of(deployment, host, false);
        this.jobs = TreeHasher.onePerProcessor();
    }

    /**
     * Seals a deployment that was sealed before.
     *
     * @param key the deployment's release key, or one of its trust root
     * @throws MendableException if the key may not decide alone, if the deployment's id can't be found out, or if something can't be
     * sealed
     */
    public FreezeResult seal(FreezeRequest request, RsaSigner key) throws IOException, MendableException {
        SealVerdict before = new SealVerifier(deployment, memory, null).verify();
        TrustState known = known(before);
        Signatory signatory = TrustedAuthority.signatory(deployment, store, known, DecidedAct.FREEZE, key);
        long serial = serial(known, before);
        List<ManifestEntry> old = before.manifest().map(Manifest::entries).orElse(List.of());
        return seal(request, signatory, known.deployment(), serial, old);
    }

    /** Seals a deployment for the first time, under a new id. */
    public FreezeResult sealFirst(FreezeRequest request, RsaSigner key) throws IOException, MendableException {
        Signatory signatory = Signatory.alone(new Authority.ReleaseKey(key.publicKey()), DecidedAct.FREEZE, key);
        return seal(request, signatory, UUID.randomUUID(), 1, List.of());
    }

    /**
     * Drafts what a freeze would seal now, for others to approve. It keeps copies of all files, and seals nothing.
     *
     * @throws MendableException if the manifest in force, with which the draft is compared, is not approved itself, or something
     *     can't be sealed
     */
    public FreezeDraft draft(FreezeRequest request, Authority authority) throws IOException, MendableException {
        SealVerdict before = new SealVerifier(deployment, memory, null).verify();
        ApprovedManifest.requireApproved(before);
        List<ManifestEntry> entries = hashed(request);
        requireNothingUnlisted(entries);
        new Baseline(deployment).keep(entries, jobs);
        SealedHeader header = header(request, known(before), before, authority);
        return new FreezeDraft(
                ManifestWriter.write(header.lines(), entries),
                ManifestChanges.between(before.manifest().map(Manifest::entries).orElse(List.of()), entries));
    }

    /**
     * What a freeze would seal.
     *
     * @param manifest the bytes to be signed
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once, and never compared.
    public record FreezeDraft(byte[] manifest, ManifestChanges changes) {}

    /**
     * Puts an approved manifest in force. The caller has read it from a proposal. If a crash interrupted this after the manifest was in
     * force, it is finished.
     *
     * @param approved its bytes
     * @param signatures those that were collected
     * @param files the policy's files, as they are now
     * @throws RefusedException if too few of those who may decide have signed it, if the manifest in force is not approved, or another
     *     one than it was compared with, or if the files are no longer what it lists
     */
    public FreezeResult complete(byte[] approved, DetachedSignatures signatures, List<String> files)
            throws IOException, MendableException {
        SealVerdict before = new SealVerifier(deployment, memory, null).verify();
        ApprovedManifest.requireApproved(before);
        TrustState known = known(before);
        Authority.RootInForce authority =
                ApprovedManifest.requireRoot(before.authority().orElseThrow());
        Manifest manifest = ApprovedManifest.read(approved);
        boolean inForce = before.manifest().map(Manifest::digest).equals(Optional.of(manifest.digest()));
        SealedHeader header = inForce
                ? before.header().orElseThrow()
                : ApprovedManifest.requireNext(manifest, authority, known, before);
        Quorum quorum = authority.count(DecidedAct.FREEZE, manifest.digest(), signatures);
        if (!quorum.isReached()) {
            throw new RefusedException("too few have approved it: " + quorum.words()
                    + "\nWho is missing approves it: bridgectl approve --key PEM");
        }
        new DurableFiles(deployment.staging()).sweep();
        Seal seal = new Seal.Signatures(signatures.madeBy(quorum.signed()));
        List<ManifestEntry> entries = inForce ? manifest.entries() : hash(wouldSeal(files));
        if (!inForce) {
            ApprovedManifest.requireSame(manifest, entries);
            ApprovedManifest.requireAttributes(manifest, deployment);
            ApprovedManifest.requireOutside(manifest, deployment);
            requireNothingUnlisted(entries);
            new Baseline(deployment).keep(entries, jobs);
        }
        Sealer.seal(deployment, store, header, approved, seal, authority, memory.now());
        return new FreezeResult(
                header.serial(),
                entries.size(),
                ManifestChanges.between(before.manifest().map(Manifest::entries).orElse(List.of()), entries));
    }

    private SealedHeader header(FreezeRequest request, TrustState known, SealVerdict before, Authority authority) {
        Instant now = memory.now();
        Duration life = request.life();
        return new SealedHeader(
                known.deployment(),
                request.system(),
                serial(known, before),
                now,
                life == null ? null : now.plus(life),
                request.reason(),
                before.manifest().map(Manifest::digest).orElse(null),
                authority.decidedBy());
    }

    static long serial(TrustState known, SealVerdict before) {
        return Math.max(known.highestSerial(), before.isTrusted() ? before.serial() : 0) + 1;
    }

    private FreezeResult seal(
            FreezeRequest request, Signatory signatory, UUID identity, long serial, List<ManifestEntry> old)
            throws IOException, MendableException {
        new DurableFiles(deployment.staging()).sweep();
        List<ManifestEntry> entries = hashed(request);
        requireNothingUnlisted(entries);
        new Baseline(deployment).keep(entries, jobs);
        Instant now = memory.now();
        Duration life = request.life();
        Instant expires = life == null ? null : now.plus(life);
        SealedHeader header = new SealedHeader(
                identity,
                request.system(),
                serial,
                now,
                expires,
                request.reason(),
                signatory.authority().decidedBy());
        new Sealer(deployment, store, signatory).seal(header, entries);
        return new FreezeResult(serial, entries.size(), ManifestChanges.between(old, entries));
    }

    private TrustState known(SealVerdict before) throws IOException, MendableException {
        try {
            TrustState remembered = store.load();
            if (remembered != null) {
                return remembered;
            }
        } catch (TrustStore.UnusableStateException e) {
            throw MendableException.notAllowed(store.file() + " does not hold a state; repair or remove it first");
        }
        SealedHeader header = before.header().orElse(null);
        Authority authority = before.authority().orElse(null);
        if (!before.isTrusted() || header == null || authority == null) {
            throw MendableException.notAllowed(
                    "the seal in force does not hold, and this host has no state of an earlier one: nothing says which"
                            + " deployment this is\n" + new LostManifest(deployment, store).wayBack());
        }
        return new TrustState(header.deployment(), authority.anchor(), header.serial(), header.sealedAt());
    }

    /** Records the attributes that are wanted, and hashes all files, the record among them. */
    private List<ManifestEntry> hashed(FreezeRequest request) throws IOException, MendableException {
        OutsideRecord.record(deployment, request.outside());
        AttributeRecord.record(deployment, request.attributes(), wouldSeal(request.files()));
        return hash(wouldSeal(request.files()));
    }

    private List<ManifestEntry> hash(List<String> paths) throws IOException, MendableException {
        List<FileState> states = new TreeHasher(deployment.root(), jobs, HashProgress.NONE).hash(paths);
        List<ManifestEntry> entries = new ArrayList<>(paths.size());
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            if (states.get(i) instanceof FileState.Unreadable unread) {
                throw IoTrouble.located(OneLine.of(unread.path()), unread.trouble());
            }
            if (states.get(i) instanceof FileState.Digested found) {
                entries.add(new ManifestEntry(found.digest(), path, path));
                for (SoleOwnership.Flaw flaw : SoleOwnership.flaws(FileFacts.of(deployment.path(path)))) {
                    wrong.add(OneLine.of(path) + " can't be sealed: " + flaw.what() + "\n  " + flaw.remedy(path));
                }
            } else {
                wrong.add(OneLine.of(path) + " can't be sealed: " + words(states.get(i))
                        + "\n  put a regular file there, or take it out of the policy");
            }
        }
        if (!wrong.isEmpty()) {
            throw MendableException.notAllowed(String.join("\n", wrong));
        }
        return entries;
    }

    /**
     * The paths that a freeze would seal, sorted.
     *
     * @param files the policy's files outside of {@code canonical/}
     * @throws MendableException if one of them is not a regular file, has a name that no manifest can hold, or changes while
     * the deployment runs, so that it could not stay as it was sealed
     */
    public List<String> wouldSeal(List<String> files) throws IOException, MendableException {
        TreeSet<String> paths = new TreeSet<>(CodePointOrder.INSTANCE);
        StringBuilder wrong = new StringBuilder();
        for (CanonicalTree.Item item : CanonicalTree.contents(deployment)) {
            paths.add(item.path());
            if (!item.isRegular()) {
                requireName(item);
                wrong.append("\n  ")
                        .append(OneLine.of(item.path()))
                        .append(" is ")
                        .append(item.what());
            }
        }
        if (wrong.length() > 0) {
            throw MendableException.notAllowed("only regular files can be sealed:" + wrong
                    + "\nRemove them from canonical/, or put plain copies in their place.");
        }
        for (String file : files) {
            requireLasting(file);
        }
        paths.add(CanonicalTree.RUN_DOCUMENT);
        paths.addAll(files);
        return new ArrayList<>(paths);
    }

    private static void requireName(CanonicalTree.Item item) throws MendableException {
        if (item.what().equals(CanonicalTree.NOT_UTF8)) {
            throw MendableException.notAllowed(OneLine.of(item.path()) + " can't be sealed: it is " + item.what()
                    + "\nRename it (ls -b shows its bytes, find canonical -inum NUMBER finds it by what ls -i shows).");
        }
    }

    /** Refuses a file that bridgectl itself writes to: it would not stay as it was sealed. */
    private static void requireLasting(String file) throws MendableException {
        for (String place : Deployment.WRITTEN_TO) {
            boolean below = place.endsWith("/") && file.startsWith(place) && !file.equals(RELEASE);
            if (below || file.equals(place)) {
                throw MendableException.notAllowed(OneLine.of(file) + " can't be sealed: bridgectl writes to "
                        + (below ? "what is in " + place : "it")
                        + ", so that it would not stay as it was sealed\nTake it out of the policy's files.");
            }
        }
    }

    /**
     * Refuses an empty directory in the canonical tree: no manifest can list it, so every verification would report it as
     * unlisted.
     */
    private void requireNothingUnlisted(List<ManifestEntry> entries) throws IOException, MendableException {
        StringBuilder wrong = new StringBuilder();
        for (CanonicalTree.Item item : CanonicalTree.unlisted(deployment, entries)) {
            wrong.append("\n  ")
                    .append(item.path())
                    .append(" is ")
                    .append(item.isDirectory() ? "an empty directory" : item.what());
        }
        if (wrong.length() > 0) {
            throw MendableException.notAllowed("in canonical/ there is what no manifest can list:" + wrong
                    + "\nRemove it, or put a file into it.");
        }
    }

    private static String words(FileState state) {
        if (state instanceof FileState.NotRegular found) {
            return "it is " + found.what();
        }
        if (state instanceof FileState.Unreachable found) {
            return found.directory() + " is " + found.what();
        }
        return "it is missing";
    }
}
