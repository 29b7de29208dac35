package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.attributes.AttributeRecord.AttributeDifference;
import org.corebucket.bridge.attributes.AttributeRestorer;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.KeptSeals;
import org.corebucket.bridge.seal.LostManifest;
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
import org.corebucket.bridge.trust.TrustAnchor;
import org.jspecify.annotations.Nullable;

/**
 * Puts sealed bytes back from the baseline: the manifest and its seal if the seal no longer holds, then every listed file that
 * is not as it was sealed.
 */
public final class Restore {

    /**
     * What restoring did, or would do, as lines for people.
     *
     * @param actions a line for each file put back or moved aside
     */
    public record RestoreResult(List<String> actions) {
        public RestoreResult {
            actions = List.copyOf(actions);
        }
    }

    private final Deployment deployment;
    private final Baseline baseline;
    private final TrustStore store;
    private final SealMemory memory;
    private final boolean dryRun;
    private final List<String> actions = new ArrayList<>();

    /** A restore of one deployment; the caller must hold the deployment's lock unless it is a dry run. */
    public Restore(Deployment deployment, TrustStore store, SealMemory memory, boolean dryRun) {
        this.deployment = deployment;
        this.baseline = new Baseline(deployment);
        this.store = store;
        this.memory = memory;
        this.dryRun = dryRun;
    }

    /**
     * Puts back the files that the manifest in force lists. If its seal does not hold, the newest manifest whose seal holds is
     * put back first.
     *
     * @param only the paths to restore; all if it is empty
     * @throws MendableException if a path is not listed, or the baseline can't give what is needed
     */
    public RestoreResult inForce(Set<String> only, int jobs) throws IOException, MendableException {
        SealVerdict verdict = new SealVerifier(deployment, memory, null).verify();
        Manifest manifest = verdict.manifest().orElse(null);
        if (!verdict.isTrusted() || manifest == null) {
            KeptSeals.KeptSeal kept = newest();
            if (!kept.isInForce(deployment)) {
                act(
                        "put back the sealed manifest of serial "
                                + kept.header().serial(),
                        () -> Sealer.putInForce(deployment, kept.bytes(), kept.seal()));
            }
            manifest = kept.manifest();
        }
        files(manifest, only, jobs);
        return new RestoreResult(actions);
    }

    /**
     * Goes back to an earlier freeze: it seals that list again under a new serial, moves aside files that it does not list, and
     * puts its files back.
     *
     * @throws MendableException if the serial is not kept, its seal does not hold, or the key may not decide alone
     */
    public RestoreResult to(long serial, RsaSigner key, int jobs) throws IOException, MendableException {
        TrustState state = state();
        Authority authority = authority(state);
        KeptSeals.KeptSeal kept = kept(serial, authority, jobs);
        SealedHeader sealed = kept.header();
        TrustState known = state == null
                ? new TrustState(sealed.deployment(), authority.anchor(), sealed.serial(), sealed.sealedAt())
                : state;
        Signatory signatory = TrustedAuthority.signatory(deployment, store, known, DecidedAct.FREEZE, key);
        SealedHeader header = again(sealed, state, signatory);
        act(
                "sealed the files of serial " + serial + " again as serial " + header.serial(),
                () -> new Sealer(deployment, store, signatory)
                        .seal(header, kept.manifest().entries()));
        return filesOf(kept.manifest(), jobs);
    }

    /**
     * Puts back the files of an earlier freeze, and moves aside files that it does not list. It seals nothing: those who may decide can
     * approve what is there then.
     *
     * @throws MendableException if the serial is not kept, or its seal does not hold
     */
    public RestoreResult unsealed(long serial, int jobs) throws IOException, MendableException {
        return filesOf(kept(serial, authority(state()), jobs).manifest(), jobs);
    }

    private KeptSeals.KeptSeal kept(long serial, Authority authority, int jobs) throws IOException, MendableException {
        KeptSeals seals = new KeptSeals(deployment);
        KeptSeals.KeptSeal kept = seals.read(serial, authority).orElse(null);
        if (kept == null) {
            throw MendableException.notAllowed("the baseline has no sealed manifest of serial " + serial
                    + " that holds; it has " + seals.serials());
        }
        requireCopies(kept, serial, jobs);
        return kept;
    }

    private RestoreResult filesOf(Manifest manifest, int jobs) throws IOException, MendableException {
        FileRestorer restorer = restorer();
        for (CanonicalTree.Item item : CanonicalTree.unlisted(deployment, manifest.entries())) {
            act("moved aside " + OneLine.of(item.path()), () -> restorer.aside(item.path()));
        }
        files(manifest, Set.of(), jobs);
        return new RestoreResult(actions);
    }

    private void requireCopies(KeptSeals.KeptSeal kept, long serial, int jobs) throws IOException, MendableException {
        Map<Sha256, Baseline.BaselineGap> gaps = baseline.gaps(kept.manifest().entries(), jobs, HashProgress.NONE);
        for (Baseline.BaselineGap gap : gaps.values()) {
            if (gap.trouble() != null) {
                throw gap.trouble();
            }
        }
        if (!gaps.isEmpty()) {
            throw MendableException.notAllowed("the baseline no longer has every file of serial " + serial);
        }
    }

    private void files(Manifest manifest, Set<String> only, int jobs) throws IOException, MendableException {
        Set<String> unknown = new TreeSet<>(only);
        unknown.removeAll(new HashSet<>(manifest.paths()));
        if (!unknown.isEmpty()) {
            throw MendableException.notAllowed(
                    "not listed in the manifest: " + OneLine.of(unknown.toString()) + "\nName them as "
                            + Deployment.MANIFEST + " does, relative to the root, or by their absolute paths.");
        }
        FileRestorer restorer = restorer();
        ListedFiles.HashOptions options = new ListedFiles.HashOptions(true, false, jobs);
        Map<ManifestEntry, Boolean> wrong = new LinkedHashMap<>();
        for (ListedFiles.Mismatch mismatch : ListedFiles.compare(
                        deployment.root(), manifest, options, HashProgress.NONE)
                .mismatches()) {
            if (only.isEmpty() || only.contains(mismatch.entry().path())) {
                boolean modeOnly = mismatch.finding().code().equals("writable-by-others");
                wrong.merge(mismatch.entry(), modeOnly, Boolean::logicalAnd);
            }
        }
        for (Map.Entry<ManifestEntry, Boolean> entry : wrong.entrySet()) {
            restore(restorer, entry.getKey(), entry.getValue());
        }
        attributes(manifest, only);
    }

    /** Gives back recorded owners and groups, then modes, since a change of owner takes bits of the mode. */
    private void attributes(Manifest manifest, Set<String> only) throws IOException, MendableException {
        AttributeRestorer restorer = new AttributeRestorer(deployment);
        List<AttributeDifference> differences = SealedAttributes.differences(deployment, manifest).stream()
                .filter(AttributeRestorer::canRestore)
                .filter(one -> only.isEmpty() || only.contains(one.path()))
                .sorted(Comparator.comparing(AttributeRestorer::isMode))
                .toList();
        for (AttributeDifference one : differences) {
            try {
                act(AttributeRestorer.words(one), () -> restorer.restore(one));
            } catch (FileSystemException e) {
                actions.add("left " + OneLine.of(one.path()) + " with its " + one.attribute() + " " + one.actual()
                        + ": " + IoTrouble.reason(e));
            }
        }
    }

    private void restore(FileRestorer restorer, ManifestEntry entry, boolean modeOnly)
            throws IOException, MendableException {
        if (modeOnly) {
            act(
                    "removed the write bits of group and others from " + OneLine.of(entry.path()),
                    () -> restorer.mode(entry));
        } else {
            act("restored " + OneLine.of(entry.path()), () -> restorer.file(entry));
        }
    }

    private FileRestorer restorer() throws IOException {
        FileRestorer restorer =
                new FileRestorer(deployment, memory.now().toString().replace(":", ""));
        if (!dryRun) {
            restorer.sweep();
        }
        return restorer;
    }

    /**
     * The manifest in the baseline with the highest serial whose seal holds. It must not be older than the one that this host
     * has seen.
     */
    private KeptSeals.KeptSeal newest() throws IOException, MendableException {
        TrustState state = state();
        KeptSeals.KeptSeal newest =
                new KeptSeals(deployment).newest(authority(state), state).orElse(null);
        if (newest == null) {
            throw MendableException.notAllowed(
                    "the manifest in force does not hold, and the baseline has none that does, of serial "
                            + KeptSeals.least(state) + " or higher\n"
                            + new LostManifest(deployment, store).wayBack());
        }
        return newest;
    }

    /** Who may decide. Without that no seal in the baseline can be verified, and freezing again would not help. */
    private Authority authority(@Nullable TrustState state) throws MendableException {
        try {
            return TrustedAuthority.read(deployment, store, null);
        } catch (TrustedAuthority.NotTrustedException e) {
            boolean one = state != null && state.believed() instanceof TrustAnchor.OneKey;
            throw MendableException.notAllowed(e.getMessage()
                    + ", so no sealed manifest can be told from a forged one\n"
                    + (state == null || one
                            ? "Put the release key's public half back first"
                            : "Put the trust root's files back first")
                    + (state == null
                            ? "."
                            : "; this host has seen " + state.believed().words()));
        }
    }

    private SealedHeader again(SealedHeader earlier, @Nullable TrustState state, Signatory signatory)
            throws IOException {
        long highest = new KeptSeals(deployment).serials().last();
        return new SealedHeader(
                earlier.deployment(),
                earlier.system(),
                Math.max(highest, state == null ? 0 : state.highestSerial()) + 1,
                memory.now(),
                null,
                "back to serial " + earlier.serial(),
                signatory.authority().decidedBy());
    }

    private @Nullable TrustState state() throws IOException, MendableException {
        try {
            return store.load();
        } catch (TrustStore.UnusableStateException e) {
            throw MendableException.notAllowed(store.file() + " does not hold a state; repair or remove it first");
        }
    }

    private interface RestoreAction {
        void run() throws IOException, MendableException;
    }

    private void act(String words, RestoreAction action) throws IOException, MendableException {
        if (!dryRun) {
            action.run();
        }
        actions.add(words);
    }
}
