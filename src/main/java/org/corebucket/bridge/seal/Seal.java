package org.corebucket.bridge.seal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedBy;
import org.corebucket.bridge.trust.DetachedSignatures;

/** What seals a manifest (CONTRACT 11, 13): the one signature of the release key, or those of the keys of a trust root. */
public sealed interface Seal {

    /** The most bytes of a signature: those of a key of 16,384 bits. */
    int LARGEST_SIGNATURE = 16 * 1024 / 8;

    /** Writes it beside the manifest that has this path, relative to the root. */
    void write(Deployment deployment, String manifest) throws IOException;

    /** Its signatures, with the keys that are said to have made them. */
    DetachedSignatures signatures();

    /**
     * Reads what lies beside a manifest, of which nothing is verified.
     *
     * @param manifest the manifest's path, relative to the root
     * @param header the manifest's header, which names the key of a single signature
     * @throws NoSuchFileException if one key decides, and there is no signature
     * @throws IOException also if a signature is there and can't be read: it might have counted
     */
    static Seal beside(Deployment deployment, String manifest, Authority authority, SealedHeader header)
            throws IOException {
        if (authority instanceof Authority.ReleaseKey one) {
            return new OneSignature(one.key().fingerprint(), one(deployment, manifest));
        }
        DetachedSignatures signatures = DetachedSignatures.beside(deployment.root(), manifest);
        if (header.by() instanceof DecidedBy.DecidedByKey by) {
            try {
                signatures = signatures.and(DetachedSignatures.of(by.fingerprint(), one(deployment, manifest)));
            } catch (NoSuchFileException | NotRegularException e) {
                // Then it is not sealed by that key, and the others are counted.
                return new Signatures(signatures);
            }
        }
        return new Signatures(signatures);
    }

    private static byte[] one(Deployment deployment, String manifest) throws IOException {
        return TreeFiles.read(deployment.root(), path(manifest), LARGEST_SIGNATURE);
    }

    /** The path of the one signature of a manifest. */
    static String path(String manifest) {
        return manifest + ".sig";
    }

    /**
     * The signature of the one release key.
     *
     * @param key the fingerprint of the key that is said to have made it
     * @param signature the content of its file
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, and never compared.
    record OneSignature(String key, byte[] signature) implements Seal {

        private static final int MODE = 0644;

        @Override
        public void write(Deployment deployment, String manifest) throws IOException {
            new DurableFiles(deployment.staging()).write(deployment.path(path(manifest)), signature, MODE);
        }

        @Override
        public DetachedSignatures signatures() {
            return DetachedSignatures.of(key, signature);
        }
    }

    /** The signatures of keys of a trust root. */
    record Signatures(DetachedSignatures signatures) implements Seal {

        @Override
        public void write(Deployment deployment, String manifest) throws IOException {
            signatures.write(new DurableFiles(deployment.staging()), deployment.root(), manifest);
        }
    }
}
