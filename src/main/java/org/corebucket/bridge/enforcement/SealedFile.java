package org.corebucket.bridge.enforcement;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.FileState;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.text.FileNames;

/**
 * A listed file, with the size that fapolicyd wants to know and no manifest states.
 *
 * @param path relative to the root
 * @param size in bytes
 */
public record SealedFile(String path, long size, Sha256 digest) {

    /**
     * All listed files, each read and found to be as it was sealed.
     *
     * @param seal the verdict on the deployment's seal
     * @throws RefusedException if the seal does not hold, or a file is not as it was sealed
     */
    public static List<SealedFile> read(Deployment deployment, SealVerdict seal) throws IOException, RefusedException {
        if (!seal.isTrusted()) {
            String why = seal.findings().isEmpty()
                    ? "there is no seal"
                    : seal.findings().get(0).message() + "\n"
                            + seal.findings().get(0).remedy();
            throw new RefusedException("nothing is exported of what is not sealed: " + why);
        }
        Manifest manifest = seal.manifest().orElseThrow();
        List<FileState> found = new TreeHasher(deployment.root(), TreeHasher.onePerProcessor(), HashProgress.NONE)
                .hash(manifest.paths());
        List<SealedFile> files = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            ManifestEntry entry = manifest.entries().get(i);
            if (!(found.get(i) instanceof FileState.Digested file)
                    || !file.digest().equals(entry.digest())) {
                throw new RefusedException("nothing is exported, since " + Quoted.of(entry.path())
                        + " is not as it was sealed\nbridgectl verify tells all that differs, and what to do about it");
            }
            files.add(new SealedFile(entry.path(), file.size(), entry.digest()));
        }
        return files;
    }

    /** All listed files of a deployment that was verified, with their sizes as they are now; nothing is read of them. */
    static List<SealedFile> verified(Deployment deployment, List<ManifestEntry> entries) throws IOException {
        List<SealedFile> files = new ArrayList<>(entries.size());
        for (ManifestEntry entry : entries) {
            FileFacts facts = FileFacts.of(FileNames.resolve(deployment.root(), entry.path()));
            files.add(new SealedFile(entry.path(), facts.size(), entry.digest()));
        }
        return files;
    }
}
