package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.json.CodePointOrder;
import org.corebucket.bridge.manifest.CanonicalTree;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestChanges;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.SoleOwnership;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.LostManifest;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.text.OneLine;
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
     */
    public record FreezeRequest(
            List<String> files,
            String system,
            String reason,
            @Nullable Duration life) {
        public FreezeRequest {
            files = List.copyOf(files);
            if (reason.isBlank() || !OneLine.isPrintable(reason) || !OneLine.isPrintable(system)) {
                throw new IllegalArgumentException(
                        "a reason is needed; it and the system's name stand on one line each");
            }
        }
    }

    /** What was sealed. */
    public record FreezeResult(long serial, int files, ManifestChanges changes) {}

    private static final String RELEASE = "manifests/release.sha256";

    /** The files and directories that bridgectl writes to; a directory ends in a slash. */
    private static final List<String> WRITTEN_TO = List.of(
            "manifests/",
            "logs/",
            "outbox/",
            "automation/reports/",
            "insight/",
            "EMERGENCY_SHUTDOWN.marker",
            "PRODUCTION_CERTIFICATE.md",
            "PRODUCTION_CERTIFICATE.json");

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
     * @param key the deployment's release key
     * @throws MendableException if it is another key, if the deployment's id can't be found out, or if something can't be
     * sealed
     */
    public FreezeResult seal(FreezeRequest request, RsaSigner key) throws IOException, MendableException {
        SealVerdict before = new SealVerifier(deployment, memory, null).verify();
        TrustState known = known(before);
        requireKey(known.releaseKey(), key);
        long serial = Math.max(known.highestSerial(), before.isTrusted() ? before.serial() : 0) + 1;
        List<ManifestEntry> old = before.manifest().map(Manifest::entries).orElse(List.of());
        return seal(request, key, known.deployment(), serial, old);
    }

    /** Seals a deployment for the first time, under a new id. */
    public FreezeResult sealFirst(FreezeRequest request, RsaSigner key) throws IOException, MendableException {
        return seal(request, key, UUID.randomUUID(), 1, List.of());
    }

    private FreezeResult seal(FreezeRequest request, RsaSigner key, UUID identity, long serial, List<ManifestEntry> old)
            throws IOException, MendableException {
        new DurableFiles(deployment.staging()).sweep();
        List<ManifestEntry> entries = hash(wouldSeal(request.files()));
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
                key.publicKey().fingerprint());
        new Sealer(deployment, store, key).seal(header, entries);
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
        if (!before.isTrusted() || header == null) {
            throw MendableException.notAllowed(
                    "the seal in force does not hold, and this host has no state of an earlier one: nothing says which"
                            + " deployment this is\n" + new LostManifest(deployment, store).wayBack());
        }
        return new TrustState(header.deployment(), header.key(), header.serial(), header.sealedAt());
    }

    static void requireKey(String fingerprint, RsaSigner key) throws MendableException {
        String given = key.publicKey().fingerprint();
        if (!given.equals(fingerprint)) {
            throw MendableException.notAllowed("the key is not this deployment's release key\n  expected " + fingerprint
                    + "\n  given    " + given + "\nName the right one with --key PEM.");
        }
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
        for (String place : WRITTEN_TO) {
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
