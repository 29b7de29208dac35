package org.corebucket.bridge.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.readiness.MendableException;

/**
 * The keys by which a deployment's log signs its checkpoints (CONTRACT 14): one of Ed25519, which every verifier of the ecosystem
 * knows, and one of ML-DSA-44, which no quantum computer breaks. They have no public halves on disk: a verifier key is printed.
 */
public record LogKeys(Ed25519PrivateKey ed25519, MlDsa44PrivateKey mlDsa44) {

    /** Where the key of Ed25519 lies, relative to the root. */
    public static final String ED25519 = KeyFiles.DIRECTORY + "/log.ed25519.pem";

    /** Where the key of ML-DSA-44 lies, relative to the root. */
    public static final String ML_DSA_44 = KeyFiles.DIRECTORY + "/log.mldsa44.pem";

    private static final List<String> BOTH = List.of(ED25519, ML_DSA_44);

    /** Which of the files are there. */
    public static List<String> there(Deployment deployment) {
        return BOTH.stream()
                .filter(path -> Files.exists(deployment.path(path), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /**
     * Makes the keys that are not there, durably. A crash leaves both, one or none; the next call makes what is missing.
     *
     * @return the paths that were written
     */
    public static List<String> make(Deployment deployment) throws IOException {
        List<String> there = there(deployment);
        List<String> missing =
                BOTH.stream().filter(path -> !there.contains(path)).toList();
        DurableFiles files = new DurableFiles(KeyFiles.directory(deployment).resolve(".staging"));
        for (String path : missing) {
            String pem = path.equals(ED25519)
                    ? Ed25519PrivateKey.generate().toPem()
                    : MlDsa44PrivateKey.generate().toPem();
            files.write(deployment.path(path), pem.getBytes(StandardCharsets.US_ASCII), KeyFiles.PRIVATE_MODE);
        }
        Path staging = KeyFiles.directory(deployment).resolve(".staging");
        if (!missing.isEmpty()) {
            Files.deleteIfExists(staging);
        }
        return missing;
    }

    /**
     * Reads the keys.
     *
     * @return empty if neither is there: the deployment has no log
     * @throws MendableException if one alone is there, or one can't be used
     */
    public static Optional<LogKeys> read(Deployment deployment) throws IOException, MendableException {
        if (there(deployment).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LogKeys(
                    Ed25519PrivateKey.fromPem(KeyReader.text(deployment, ED25519), ED25519),
                    MlDsa44PrivateKey.fromPem(KeyReader.text(deployment, ML_DSA_44), ML_DSA_44)));
        } catch (NoSuchFileException e) {
            throw MendableException.missing("of the log's two keys one is not there: " + e.getFile()
                    + "\nPut it back from a copy, or make another: bridgectl keys generate --log");
        }
    }
}
