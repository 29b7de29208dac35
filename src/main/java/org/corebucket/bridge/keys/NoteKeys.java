package org.corebucket.bridge.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.crypto.Ed25519PrivateKey;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.MlDsa44PrivateKey;
import org.corebucket.bridge.crypto.SeedPem;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.NoteSigner;
import org.corebucket.bridge.transparency.VerifierKey;

/**
 * The keys by which a deployment signs notes (CONTRACT 14), as a log or as a witness of others: one of Ed25519, which every
 * verifier of the ecosystem knows, and one of ML-DSA-44, which no quantum computer breaks. Their public halves are verifier keys,
 * which are printed, and lie beside them for whoever may not read the keys.
 *
 * <p>After a rotation the previous keys go on to sign beside the new ones, so that a verifier that knows either is content, until
 * they are dropped. What a dropped key signed must verify as long as it exists: its verifier key is kept.
 */
public final class NoteKeys {

    private final Ed25519PrivateKey ed25519;
    private final List<KeptNoteKey> kept;

    private NoteKeys(Ed25519PrivateKey ed25519, List<KeptNoteKey> kept) {
        this.ed25519 = ed25519;
        this.kept = List.copyOf(kept);
    }

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
            return NoteAlgorithm.ED25519.present(this);
        }

        /** Where the key of ML-DSA-44 lies, relative to the root. */
        public String mlDsa44() {
            return NoteAlgorithm.ML_DSA_44.present(this);
        }

        /** Where the verifier keys of those lie that sign, one a line, relative to the root. */
        public String vkeys() {
            return KeyFiles.DIRECTORY + "/" + word + ".vkeys";
        }

        /** Where the verifier keys of those lie that were dropped, one a line. */
        private String dropped() {
            return KeyFiles.DIRECTORY + "/" + word + ".dropped.vkeys";
        }
    }

    /** The algorithms, each of which has one present key, and maybe a previous one. */
    private enum NoteAlgorithm {
        ED25519("Ed25519", "ed25519"),
        ML_DSA_44("ML-DSA-44", "mldsa44");

        private final String words;
        private final String stem;

        NoteAlgorithm(String words, String stem) {
            this.words = words;
            this.stem = stem;
        }

        private String present(Holder holder) {
            return KeyFiles.DIRECTORY + "/" + holder.word + "." + stem + ".pem";
        }

        private String previous(Holder holder) {
            return KeyFiles.DIRECTORY + "/" + holder.word + "." + stem + ".previous.pem";
        }

        private String newKey() {
            return this == ED25519
                    ? Ed25519PrivateKey.generate().toPem()
                    : MlDsa44PrivateKey.generate().toPem();
        }
    }

    /**
     * A key that is there.
     *
     * @param path its file, relative to the root
     */
    public record KeptNoteKey(Holder holder, String path, String pem) {

        /** Which algorithm it is of, in words. */
        public String algorithm() {
            return NoteKeys.algorithm(path).orElseThrow();
        }

        /**
         * What signs by it.
         *
         * @param name a log's origin, or a witness's name
         * @throws MendableException if the key can't be used
         */
        public NoteSigner signer(String name) throws MendableException {
            if (algorithm().equals(NoteAlgorithm.ML_DSA_44.words)) {
                return NoteSigner.mlDsa44(name, MlDsa44PrivateKey.fromPem(pem, path));
            }
            Ed25519PrivateKey key = Ed25519PrivateKey.fromPem(pem, path);
            return holder == Holder.LOG ? NoteSigner.ed25519(name, key) : NoteSigner.ed25519Cosigner(name, key);
        }

        /** Tells nothing of the key. */
        @Override
        public String toString() {
            return path;
        }
    }

    /** Of which algorithm the key in a file is, by the file's name; empty if it is none that signs notes. */
    public static Optional<String> algorithm(String path) {
        return Arrays.stream(NoteAlgorithm.values())
                .filter(one -> Arrays.stream(Holder.values())
                        .anyMatch(holder -> path.equals(one.present(holder)) || path.equals(one.previous(holder))))
                .map(one -> one.words)
                .findFirst();
    }

    /** The files of the present keys that are there. */
    public static List<String> there(Deployment deployment, Holder holder) {
        return Arrays.stream(NoteAlgorithm.values())
                .map(one -> one.present(holder))
                .filter(path -> isThere(deployment, path))
                .toList();
    }

    /** The files of the present keys that are not there. */
    public static List<String> missing(Deployment deployment, Holder holder) {
        return Arrays.stream(NoteAlgorithm.values())
                .map(one -> one.present(holder))
                .filter(path -> !isThere(deployment, path))
                .toList();
    }

    /**
     * Throws unless the file of one of the log's keys holds such a key. It is not used, which would load much.
     *
     * @throws MalformedKeyException if it does not
     */
    public static void requireSound(Deployment deployment, String path) throws IOException, MalformedKeyException {
        String pem = KeyReader.text(deployment, path);
        if (algorithm(path).equals(Optional.of(NoteAlgorithm.ED25519.words))) {
            SeedPem.ED25519.requireKey(pem, path);
        } else {
            SeedPem.ML_DSA_44.requireKey(pem, path);
        }
    }

    private static boolean isThere(Deployment deployment, String path) {
        return Files.exists(deployment.path(path), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes the keys that are not there, durably. A crash leaves both, one or none; the next call makes what is missing.
     *
     * @return the paths that were written
     */
    public static List<String> make(Deployment deployment, Holder holder) throws IOException {
        KeyFiles.makeDirectory(KeyFiles.directory(deployment));
        List<String> made = new ArrayList<>();
        for (NoteAlgorithm one : NoteAlgorithm.values()) {
            if (!isThere(deployment, one.present(holder))) {
                write(deployment, one.present(holder), one.newKey());
                made.add(one.present(holder));
            }
        }
        tidy(deployment);
        return made;
    }

    /**
     * Makes new keys; the previous ones sign beside them from now on. At every moment, and after a crash at any moment, each
     * key that signed before signs still; the next call then completes what was begun.
     *
     * @throws MendableException if there is no key, or there are previous ones already
     */
    public static void rotate(Deployment deployment, Holder holder) throws IOException, MendableException {
        List<NoteAlgorithm> begun = new ArrayList<>();
        List<NoteAlgorithm> untouched = new ArrayList<>();
        for (NoteAlgorithm one : NoteAlgorithm.values()) {
            String present = text(deployment, holder, one.present(holder));
            if (!isThere(deployment, one.previous(holder))) {
                untouched.add(one);
            } else if (text(deployment, holder, one.previous(holder)).equals(present)) {
                begun.add(one);
            }
        }
        if (begun.isEmpty() && untouched.isEmpty()) {
            throw MendableException.refused(
                    "the keys of the " + holder.word + " were rotated before, and the previous ones sign still"
                            + "\nDrop them once whoever verifies what is signed knows the present ones: bridgectl keys rotate --"
                            + holder.word + " --drop-previous");
        }
        for (NoteAlgorithm one : untouched) {
            write(deployment, one.previous(holder), text(deployment, holder, one.present(holder)));
            begun.add(one);
        }
        for (NoteAlgorithm one : begun) {
            write(deployment, one.present(holder), one.newKey());
        }
        tidy(deployment);
    }

    private static String text(Deployment deployment, Holder holder, String path)
            throws IOException, MendableException {
        if (!isThere(deployment, path)) {
            throw lost(path, holder);
        }
        return KeyReader.text(deployment, path);
    }

    /**
     * Drops the previous keys, which sign nothing any more; their verifier keys are kept, durably and first.
     *
     * @param name that of the keys
     * @return the verifier keys of those that were dropped; empty if there was none
     * @throws MendableException if one of them can't be read
     */
    public static List<VerifierKey> dropPrevious(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        List<VerifierKey> leaving = new ArrayList<>();
        for (KeptNoteKey key : kept(deployment, holder)) {
            if (isPrevious(key, holder)) {
                leaving.add(key.signer(name).key());
            }
        }
        List<VerifierKey> all = new ArrayList<>(lines(deployment, holder.dropped()));
        leaving.stream().filter(key -> !all.contains(key)).forEach(all::add);
        if (!leaving.isEmpty()) {
            writeLines(deployment, holder.dropped(), all);
        }
        for (NoteAlgorithm one : NoteAlgorithm.values()) {
            DurableFiles.remove(deployment.path(one.previous(holder)));
        }
        tidy(deployment);
        return leaving;
    }

    private static boolean isPrevious(KeptNoteKey key, Holder holder) {
        return Arrays.stream(NoteAlgorithm.values()).anyMatch(one -> key.path().equals(one.previous(holder)));
    }

    /** The verifier keys in a file; none if it is not there. */
    private static List<VerifierKey> lines(Deployment deployment, String path) throws IOException, MendableException {
        if (!isThere(deployment, path)) {
            return List.of();
        }
        try {
            return VerifierKey.lines(KeyReader.text(deployment, path).getBytes(StandardCharsets.ISO_8859_1));
        } catch (MalformedNoteException e) {
            throw e.in(path);
        }
    }

    private static void writeLines(Deployment deployment, String path, List<VerifierKey> keys) throws IOException {
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(key.vkey()).append('\n'));
        files(deployment)
                .write(deployment.path(path), lines.toString().getBytes(StandardCharsets.UTF_8), KeyFiles.PUBLIC_MODE);
    }

    /** The keys that are there, present and previous ones; none if the deployment has no log. */
    public static List<KeptNoteKey> kept(Deployment deployment, Holder holder) throws IOException {
        List<KeptNoteKey> kept = new ArrayList<>();
        for (NoteAlgorithm one : NoteAlgorithm.values()) {
            for (String path : List.of(one.present(holder), one.previous(holder))) {
                if (isThere(deployment, path)) {
                    kept.add(new KeptNoteKey(holder, path, KeyReader.text(deployment, path)));
                }
            }
        }
        return kept;
    }

    /**
     * Reads the keys.
     *
     * @return empty if there is none: the deployment is no log, or no witness
     * @throws MendableException if of the two present keys one alone is there, or one can't be used
     */
    public static Optional<NoteKeys> read(Deployment deployment, Holder holder) throws IOException, MendableException {
        List<KeptNoteKey> kept = kept(deployment, holder);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        SeedPem.ML_DSA_44.requireKey(text(deployment, holder, holder.mlDsa44()), holder.mlDsa44());
        Ed25519PrivateKey ed25519 =
                Ed25519PrivateKey.fromPem(text(deployment, holder, holder.ed25519()), holder.ed25519());
        return Optional.of(new NoteKeys(ed25519, kept));
    }

    /** The present key of Ed25519. */
    public Ed25519PrivateKey ed25519() {
        return ed25519;
    }

    private static MendableException lost(String path, Holder holder) {
        return MendableException.missing("of the two keys of the " + holder.word + " one is not there: " + path
                + "\nPut it back from a copy; whether another may be made says: bridgectl keys generate --"
                + holder.word);
    }

    /**
     * What signs every checkpoint: the present keys and, as long as they are there, the previous ones.
     *
     * @param name that of the keys: a log's origin, or a witness's name
     * @throws MendableException if a key can't be used
     */
    public List<NoteSigner> signers(String name) throws MendableException {
        return signers(kept, name);
    }

    private static List<NoteSigner> signers(List<KeptNoteKey> kept, String name) throws MendableException {
        List<NoteSigner> signers = new ArrayList<>();
        for (KeptNoteKey key : kept) {
            NoteSigner signer = key.signer(name);
            // An interrupted rotation leaves one key in both files.
            if (signers.stream().noneMatch(other -> other.key().equals(signer.key()))) {
                signers.add(signer);
            }
        }
        return signers;
    }

    /**
     * What verifies whatever was ever signed: the present keys, the previous ones, and those that were dropped. Whoever may not read
     * the keys, or has them not, is given what lies beside them.
     *
     * @param name that of the keys
     * @throws MendableException if a key can't be used
     */
    public static List<VerifierKey> verifiers(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        List<VerifierKey> verifiers = new ArrayList<>(readable(deployment, holder, name));
        verifiers.addAll(lines(deployment, holder.dropped()));
        return verifiers;
    }

    private static List<VerifierKey> readable(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        List<VerifierKey> keys = new ArrayList<>();
        try {
            keys.addAll(signing(deployment, holder, name));
        } catch (AccessDeniedException e) {
            // This user has to believe what the keys' owner wrote.
            keys.clear();
        }
        return keys.isEmpty() ? written(deployment, holder, name) : keys;
    }

    private static List<VerifierKey> signing(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        return signers(kept(deployment, holder), name).stream()
                .map(NoteSigner::key)
                .toList();
    }

    /** The verifier keys of that name that lie beside the keys. Those of another name were a log's that has ended. */
    private static List<VerifierKey> written(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        return lines(deployment, holder.vkeys()).stream()
                .filter(key -> key.name().equals(name))
                .toList();
    }

    /** Whose verifier keys lie beside the keys. */
    public enum WrittenVerifiers {
        /** Those of the keys that sign, and no others. */
        OF_THE_KEYS,
        /** None of that name. */
        NONE,
        /** Others, or what is no verifier key. */
        OTHERS
    }

    /**
     * Compares the verifier keys that lie beside the keys with the keys, which are read.
     *
     * @param name that of the keys
     * @throws MendableException if a key can't be used
     */
    public static WrittenVerifiers writtenVerifiers(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        Set<VerifierKey> own = new HashSet<>(signing(deployment, holder, name));
        Set<VerifierKey> written;
        try {
            written = new HashSet<>(written(deployment, holder, name));
        } catch (MalformedNoteException e) {
            return WrittenVerifiers.OTHERS;
        }
        if (written.isEmpty()) {
            return WrittenVerifiers.NONE;
        }
        return written.equals(own) ? WrittenVerifiers.OF_THE_KEYS : WrittenVerifiers.OTHERS;
    }

    /**
     * Writes the verifier keys of the keys that sign beside them, durably, in place of what lies there.
     *
     * @param name that of the keys
     * @throws MendableException if a key can't be used
     */
    public static void writeVerifiers(Deployment deployment, Holder holder, String name)
            throws IOException, MendableException {
        writeLines(deployment, holder.vkeys(), signing(deployment, holder, name));
        tidy(deployment);
    }

    private static void write(Deployment deployment, String path, String pem) throws IOException {
        files(deployment).write(deployment.path(path), pem.getBytes(StandardCharsets.US_ASCII), KeyFiles.PRIVATE_MODE);
    }

    private static DurableFiles files(Deployment deployment) {
        return new DurableFiles(staging(deployment));
    }

    private static Path staging(Deployment deployment) {
        return KeyFiles.directory(deployment).resolve(".staging");
    }

    private static void tidy(Deployment deployment) throws IOException {
        try {
            Files.deleteIfExists(staging(deployment));
        } catch (DirectoryNotEmptyException e) {
            // Another process is writing a key, or was killed while it did.
            return;
        }
    }
}
