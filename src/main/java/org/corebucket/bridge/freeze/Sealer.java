package org.corebucket.bridge.freeze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.manifest.ManifestWriter;
import org.corebucket.bridge.seal.Seal;
import org.corebucket.bridge.seal.SealedHeader;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.trust.Authority;

/**
 * Puts a new manifest and its seal in force. Several files can't be renamed at once, so the new seal waits at another place, where a
 * verification finds it, until its manifest is in force: at every moment there is a manifest whose seal holds.
 */
final class Sealer {

    private static final int MODE = 0644;

    private final Deployment deployment;
    private final TrustStore store;
    private final Signatory signatory;

    /** A sealer; the caller must hold the deployment's lock. */
    Sealer(Deployment deployment, TrustStore store, Signatory signatory) {
        this.deployment = deployment;
        this.store = store;
        this.signatory = signatory;
    }

    void seal(SealedHeader header, List<ManifestEntry> entries) throws IOException {
        byte[] manifest = ManifestWriter.write(header.lines(), entries);
        Seal seal = signatory.seal(Sha256.of(manifest));
        seal(deployment, store, header, manifest, seal, signatory.authority(), header.sealedAt());
    }

    /**
     * Keeps a manifest and its seal in the baseline, and puts both in force.
     *
     * @param now the time, which is later than that of the header if others have approved it since
     */
    static void seal(
            Deployment deployment,
            TrustStore store,
            SealedHeader header,
            byte[] manifest,
            Seal seal,
            Authority authority,
            Instant now)
            throws IOException {
        new Baseline(deployment).keepSeal(header.serial(), manifest, seal);
        putInForce(deployment, manifest, seal);
        store.save(new TrustState(header.deployment(), authority.anchor(), header.serial(), now));
    }

    /** Puts a manifest in force whose seal the baseline keeps. */
    static void putInForce(Deployment deployment, byte[] manifest, Seal seal) throws IOException {
        DurableFiles files = new DurableFiles(deployment.staging());
        if (seal instanceof Seal.OneSignature one) {
            Path staged = files.stage(manifest, MODE);
            try {
                files.write(deployment.pendingSeal(), one.signature(), MODE);
                files.publish(staged, deployment.manifest());
            } finally {
                Files.deleteIfExists(staged); // it is only there if something failed
            }
            DurableFiles.move(deployment.pendingSeal(), deployment.seal());
            return;
        }
        files.write(deployment.manifest(), manifest, MODE);
        seal.write(deployment, Deployment.MANIFEST);
        DurableFiles.remove(deployment.seal());
    }
}
