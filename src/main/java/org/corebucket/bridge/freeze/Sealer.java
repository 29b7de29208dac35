package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestWriter;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;

/**
 * Puts a new manifest and its seal in force. Two files can't be renamed at once, so the new seal waits under another name,
 * where a verification finds it, until its manifest is in place: at every moment there is a manifest whose seal holds.
 */
final class Sealer {

    private static final int MODE = 0644;

    private final Deployment deployment;
    private final TrustStore store;
    private final RsaSigner key;

    /** A sealer; the caller must hold the deployment's lock. */
    Sealer(Deployment deployment, TrustStore store, RsaSigner key) {
        this.deployment = deployment;
        this.store = store;
        this.key = key;
    }

    void seal(SealedHeader header, List<ManifestEntry> entries) throws IOException {
        byte[] manifest = ManifestWriter.write(header.lines(), entries);
        byte[] signature = key.signDigest(Sha256.of(manifest).bytes());
        new Baseline(deployment).keepSeal(header.serial(), manifest, signature);

        putInForce(deployment, manifest, signature);
        store.save(new TrustState(header.deployment(), header.key(), header.serial(), header.sealedAt()));
    }

    static void putInForce(Deployment deployment, byte[] manifest, byte[] signature) throws IOException {
        DurableFiles files = new DurableFiles(deployment.staging());
        Path staged = files.stage(manifest, MODE);
        try {
            files.write(deployment.pendingSeal(), signature, MODE);
            files.publish(staged, deployment.manifest());
        } finally {
            Files.deleteIfExists(staged); // it is only there if something failed
        }
        DurableFiles.move(deployment.pendingSeal(), deployment.seal());
    }
}
