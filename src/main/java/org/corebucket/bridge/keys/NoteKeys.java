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
 * The keys by which a deployment signs notes (CONTRACT 14), as a log or as a witness of others: one of Ed25519, which every
 * verifier of the ecosystem knows, and one of ML-DSA-44, which no quantum computer breaks. They have no public halves on disk: a
 * verifier key is printed.
 */
public record NoteKeys(Ed25519PrivateKey ed25519, MlDsa44PrivateKey mlDsa44) {

    /** As what a deployment signs. A log and a witness never share a key (tlog-cosignature). */
    public enum Holder {
        /** Its own checkpoints. */
        LOG("log"),
        /** Those of other logs. */
        WITNESS("witness");

        private final String word;

        Holder(String word) {
            this.word = word;
        }

        /** What it is called in messages, and as an option of {@code keys generate}. */
        public String word() {
            return word;
        }

        /** Where the key of Ed25519 lies, relative to the root. */
        public String ed25519() {
            return KeyFiles.DIRECTORY + "/" + word + ".ed25519.pem";
        }

        /** Where the key of ML-DSA-44 lies, relative to the root. */
        public String mlDsa44() {
            return KeyFiles.DIRECTORY + "/" + word + ".mldsa44.pem";
        }

        private List<String> both() {
            return List.of(ed25519(), mlDsa44());
        }
    }

    /** Which of the files are there. */
    public static List<String> there(Deployment deployment, Holder holder) {
        return holder.both().stream()
                .filter(path -> Files.exists(deployment.path(path), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /**
     * Makes the keys that are not there, durably. A crash leaves both, one or none; the next call makes what is missing.
     *
     * @return the paths that were written
     */
    public static List<String> make(Deployment deployment, Holder holder) throws IOException {
        List<String> there = there(deployment, holder);
        List<String> missing =
                holder.both().stream().filter(path -> !there.contains(path)).toList();
        DurableFiles files = new DurableFiles(KeyFiles.directory(deployment).resolve(".staging"));
        for (String path : missing) {
            String pem = path.equals(holder.ed25519())
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
     * @return empty if neither is there: the deployment is no log, or no witness
     * @throws MendableException if one alone is there, or one can't be used
     */
    public static Optional<NoteKeys> read(Deployment deployment, Holder holder) throws IOException, MendableException {
        if (there(deployment, holder).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NoteKeys(
                    Ed25519PrivateKey.fromPem(KeyReader.text(deployment, holder.ed25519()), holder.ed25519()),
                    MlDsa44PrivateKey.fromPem(KeyReader.text(deployment, holder.mlDsa44()), holder.mlDsa44())));
        } catch (NoSuchFileException e) {
            throw MendableException.missing(
                    "of the two keys of the " + holder.word() + " one is not there: " + e.getFile()
                            + "\nPut it back from a copy, or make another: bridgectl keys generate --" + holder.word());
        }
    }
}
