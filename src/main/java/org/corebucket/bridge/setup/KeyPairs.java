package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.Sha256;

/** Key pairs as files of one directory: {@code PREFIXprivate.pem} with mode 600, and {@code PREFIXpublic.pem}. */
public final class KeyPairs {

    private static final int PRIVATE_MODE = 0600;
    private static final int PUBLIC_MODE = 0644;
    private static final int DIRECTORY_MODE = 0700;

    private final Path directory;
    private final DurableFiles files;

    /** The pairs in a directory, which is made, for its owner alone, when the first is written. */
    public KeyPairs(Path directory) {
        this.directory = directory;
        this.files = new DurableFiles(directory.resolve(".staging"));
    }

    /** Whether either half is there. */
    public boolean exists(String prefix) {
        return isThere(privateHalf(prefix)) || isThere(publicHalf(prefix));
    }

    /** Where the private half lies. */
    public Path privateHalf(String prefix) {
        return directory.resolve(prefix + "private.pem");
    }

    /** Where the public half lies. */
    public Path publicHalf(String prefix) {
        return directory.resolve(prefix + "public.pem");
    }

    /** Where the public half before the last rotation lies: what it signed still verifies. */
    public Path previousHalf(String prefix) {
        return directory.resolve(prefix + "public.previous.pem");
    }

    /**
     * Writes a pair that is not there yet. A crash leaves neither half, both, or the private one, of which
     * {@link #writePublicHalf} makes the other.
     *
     * @param privatePem the private half, encrypted or not
     */
    public void write(String prefix, RsaPrivateKey key, String privatePem) throws IOException {
        if (!Files.isDirectory(directory)) {
            DurableFiles.makeDirectories(directory);
            DurableFiles.changeMode(directory, DIRECTORY_MODE);
        }
        files.write(privateHalf(prefix), ascii(privatePem), PRIVATE_MODE);
        writePublicHalf(prefix, key);
    }

    /**
     * Replaces a pair by a new one. Whoever verifies believes the previous public half and the present one, so the old
     * private half goes last: at every moment, and after a crash at any of them, what it signs still verifies, and doing it
     * again comes to a whole pair without losing a public half that something was signed for.
     *
     * @param old the private half that is there
     * @param privatePem the new private half, encrypted or not
     * @return a public half that belonged to neither, and where it is kept now; nothing, as it should be
     */
    public Optional<Path> replace(String prefix, RsaPrivateKey old, RsaPrivateKey fresh, String privatePem)
            throws IOException {
        byte[] outgoing = ascii(old.publicKey().toPem());
        Optional<Path> stranger = keepStranger(prefix, old);
        Path stagedPublic = files.stage(ascii(fresh.publicKey().toPem()), PUBLIC_MODE);
        try {
            Path stagedPrivate = files.stage(ascii(privatePem), PRIVATE_MODE);
            try {
                if (!isInterrupted(prefix, old)) {
                    keepPrevious(prefix, outgoing);
                    files.write(previousHalf(prefix), outgoing, PUBLIC_MODE);
                }
                files.publish(stagedPublic, publicHalf(prefix));
                files.publish(stagedPrivate, privateHalf(prefix));
            } finally {
                Files.deleteIfExists(stagedPrivate); // there only if something failed
            }
        } finally {
            Files.deleteIfExists(stagedPublic); // there only if something failed
            tidy();
        }
        return stranger;
    }

    /**
     * Whether the pair is what an older version's rotation left that was interrupted: a private half that nobody knows, and
     * the public half in use under both names.
     */
    private boolean isInterrupted(String prefix, RsaPrivateKey old) throws IOException {
        Path present = publicHalf(prefix);
        Path previous = previousHalf(prefix);
        return isThere(present)
                && isThere(previous)
                && !isPublicHalfOf(present, old)
                && Arrays.equals(Files.readAllBytes(present), Files.readAllBytes(previous));
    }

    /** A public half that is not the private one's, unless an interrupted rotation left it, which nothing was signed for. */
    private Optional<Path> keepStranger(String prefix, RsaPrivateKey old) throws IOException {
        Path present = publicHalf(prefix);
        Path previous = previousHalf(prefix);
        if (!isThere(present)
                || isPublicHalfOf(present, old)
                || (isThere(previous) && isPublicHalfOf(previous, old))
                || isInterrupted(prefix, old)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(present);
        return Optional.of(keep(prefix, content));
    }

    /** The public half of the rotation before: checkpoints that it signed must verify for as long as there are any. */
    private void keepPrevious(String prefix, byte[] outgoing) throws IOException {
        Path previous = previousHalf(prefix);
        if (isThere(previous)) {
            byte[] content = Files.readAllBytes(previous);
            if (!Arrays.equals(content, outgoing)) {
                keep(prefix, content);
            }
        }
    }

    /** Keeps a public half under a name of its own, which {@code CheckpointFile} looks for. */
    private Path keep(String prefix, byte[] content) throws IOException {
        Path kept =
                directory.resolve(prefix + "public." + Sha256.of(content).hex().substring(0, 16) + ".pem");
        files.write(kept, content, PUBLIC_MODE);
        return kept;
    }

    private static boolean isPublicHalfOf(Path half, RsaPrivateKey key) throws IOException {
        try {
            String pem = Files.readString(half, StandardCharsets.ISO_8859_1);
            return RsaPublicKey.fromPem(pem, half.toString())
                    .fingerprint()
                    .equals(key.publicKey().fingerprint());
        } catch (MalformedKeyException e) {
            return false;
        }
    }

    /** Makes the public half anew from the private one; another one that was there is kept under a name of its own. */
    void derivePublicHalf(String prefix, RsaPrivateKey key) throws IOException {
        keepStranger(prefix, key);
        writePublicHalf(prefix, key);
    }

    /** Whether the public half is there and is not that of a private half. */
    boolean differs(String prefix, RsaPrivateKey key) throws IOException {
        return isThere(publicHalf(prefix)) && !isPublicHalfOf(publicHalf(prefix), key);
    }

    /** Writes the public half of a pair whose private half is there already. */
    public void writePublicHalf(String prefix, RsaPrivateKey key) throws IOException {
        files.write(publicHalf(prefix), ascii(key.publicKey().toPem()), PUBLIC_MODE);
        tidy();
    }

    private void tidy() throws IOException {
        try {
            Files.deleteIfExists(staging());
        } catch (DirectoryNotEmptyException e) {
            // Another process is writing a pair, or was killed while it did: sweep() is for that.
            return;
        }
    }

    /** Whether only the private half is there, as it is after a crash between the two. */
    public boolean lacksPublicHalf(String prefix) {
        return isThere(privateHalf(prefix)) && !isThere(publicHalf(prefix));
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes what a crash left half-written. Only under the deployment's lock. */
    void sweep() throws IOException {
        files.sweep();
        Files.deleteIfExists(staging());
    }

    private Path staging() {
        return directory.resolve(".staging");
    }

    private static byte[] ascii(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
