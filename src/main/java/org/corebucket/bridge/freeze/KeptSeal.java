package org.corebucket.bridge.freeze;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.manifest.MalformedManifestException;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestReader;
import org.corebucket.bridge.seal.SealedHeader;
import org.jspecify.annotations.Nullable;

/** A sealed manifest from the baseline whose seal holds. */
final class KeptSeal {

    private static final int LARGEST_MANIFEST = 1 << 30;
    private static final int LARGEST_SEAL = 2048;

    private final byte[] bytes;
    private final byte[] signature;
    private final Manifest manifest;
    private final SealedHeader header;

    private KeptSeal(byte[] bytes, byte[] signature, Manifest manifest, SealedHeader header) {
        this.bytes = bytes;
        this.signature = signature;
        this.manifest = manifest;
        this.header = header;
    }

    /**
     * Reads the sealed manifest with a serial from the baseline; null if there is none whose seal holds.
     *
     * @param keys the public keys, one of which must have signed it
     */
    static @Nullable KeptSeal read(Deployment deployment, Baseline baseline, long serial, KeyRing keys)
            throws IOException {
        String path = baseline.manifestPath(serial);
        try {
            byte[] bytes = TreeFiles.read(deployment.root(), path, LARGEST_MANIFEST);
            byte[] signature = TreeFiles.read(deployment.root(), baseline.sealPath(serial), LARGEST_SEAL);
            Manifest manifest = ManifestReader.read(new ByteArrayInputStream(bytes), path);
            SealedHeader header = SealedHeader.of(manifest.header(), path);
            keys.verify(manifest.digest().bytes(), signature);
            return header.serial() == serial ? new KeptSeal(bytes, signature, manifest, header) : null;
        } catch (NoSuchFileException | NotRegularException | MalformedManifestException | InvalidSignatureException e) {
            return null;
        }
    }

    Manifest manifest() {
        return manifest;
    }

    SealedHeader header() {
        return header;
    }

    /** Whether it is in force already. Then a verdict that does not trust it has another reason than tampering. */
    boolean isInForce(Deployment deployment) throws IOException {
        try {
            return Arrays.equals(bytes, TreeFiles.read(deployment.root(), Deployment.MANIFEST, LARGEST_MANIFEST))
                    && Arrays.equals(signature, TreeFiles.read(deployment.root(), Deployment.SEAL, LARGEST_SEAL));
        } catch (FileSystemException | NotRegularException e) {
            return false;
        }
    }

    void putInForce(Deployment deployment) throws IOException {
        Sealer.putInForce(deployment, bytes, signature);
    }
}
