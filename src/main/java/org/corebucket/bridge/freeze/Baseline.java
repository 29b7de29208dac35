package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.seal.KeptSeals;
import org.corebucket.bridge.seal.Seal;
import org.jspecify.annotations.Nullable;

/**
 * The copies of sealed files, each under its digest, and of all sealed manifests, each under its serial. A copy counts only if
 * it still has its digest, so a changed copy is merely useless.
 */
public final class Baseline {

    private static final int OBJECT_MODE = 0444;
    private static final int SEAL_MODE = 0644;
    private static final String OBJECTS = "manifests/baseline/objects/";

    private final Deployment deployment;
    private final DurableFiles files;

    /** The baseline of one deployment. */
    public Baseline(Deployment deployment) {
        this.deployment = deployment;
        this.files = new DurableFiles(deployment.staging());
    }

    /** The path of a file's copy, relative to the root. */
    public static String objectPath(Sha256 digest) {
        String hex = digest.hex();
        return OBJECTS + hex.substring(0, 2) + "/" + hex;
    }

    /** Keeps a manifest and its seal. */
    void keepSeal(long serial, byte[] manifest, Seal seal) throws IOException {
        files.write(deployment.path(KeptSeals.manifestPath(serial)), manifest, SEAL_MODE);
        seal.write(deployment, KeptSeals.manifestPath(serial));
    }

    /**
     * Makes a copy of every file that has no intact one yet.
     *
     * @throws IOException also if a file no longer has the digest of its entry
     */
    void keep(List<ManifestEntry> entries, int jobs) throws IOException {
        Map<Sha256, BaselineGap> gaps = gaps(entries, jobs, HashProgress.NONE);
        for (ManifestEntry entry : entries) {
            if (gaps.remove(entry.digest()) != null) {
                copy(entry);
            }
        }
    }

    private void copy(ManifestEntry entry) throws IOException {
        MessageDigest sha256 = Sha256.newDigest();
        Path staged;
        try (InputStream in = new DigestInputStream(TreeFiles.open(deployment.root(), entry.path()), sha256)) {
            staged = files.stage(in, OBJECT_MODE);
        }
        if (!entry.digest().equals(Sha256.ofBytes(sha256.digest()))) {
            Files.delete(staged);
            throw new IOException(
                    entry.path() + " changed while it was being frozen; try again when nothing writes to it");
        }
        files.publish(staged, deployment.path(objectPath(entry.digest())));
    }

    /**
     * Why a copy can't be relied on.
     *
     * @param trouble the error when it was read; null if the copy is missing or has another digest
     */
    public record BaselineGap(@Nullable IOException trouble) {}

    /** The copies of a manifest's files that can't be relied on, by digest. */
    public Map<Sha256, BaselineGap> gaps(List<ManifestEntry> entries, int jobs, HashProgress progress)
            throws IOException {
        List<Sha256> expected = new ArrayList<>(new HashSet<>(digests(entries)));
        List<String> paths = new ArrayList<>(expected.size());
        for (Sha256 digest : expected) {
            paths.add(objectPath(digest));
        }
        List<FileState> found = new TreeHasher(deployment.root(), jobs, progress).hash(paths);
        Map<Sha256, BaselineGap> gaps = new HashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            FileState state = found.get(i);
            if (state instanceof FileState.Unreadable unread) {
                gaps.put(expected.get(i), new BaselineGap(IoTrouble.located(unread.path(), unread.trouble())));
            } else if (!(state instanceof FileState.Digested copy)
                    || !copy.digest().equals(expected.get(i))) {
                gaps.put(expected.get(i), new BaselineGap(null));
            }
        }
        return gaps;
    }

    private static List<Sha256> digests(List<ManifestEntry> entries) {
        List<Sha256> digests = new ArrayList<>(entries.size());
        for (ManifestEntry entry : entries) {
            digests.add(entry.digest());
        }
        return digests;
    }
}
