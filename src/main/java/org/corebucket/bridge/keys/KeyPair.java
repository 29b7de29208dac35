package org.corebucket.bridge.keys;

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
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;

/** A key pair on disk. It is made and rotated so that signatures verify after a crash at any moment. */
public final class KeyPair {

    private final Path root;
    private final KeyFiles names;
    private final DurableFiles files;

    /**
     * A pair, which need not be there yet. Its directory is made when the first pair is written there, and is closed to all but
     * its owner.
     *
     * @param root the directory to which the paths of its files are relative
     */
    public KeyPair(Path root, KeyFiles names) {
        this.root = root;
        this.names = names;
        this.files = new DurableFiles(staging());
    }

    /** The pair of a purpose in a deployment. */
    public static KeyPair of(Deployment deployment, KeyPurpose purpose) {
        return new KeyPair(deployment.root(), purpose.files());
    }

    /** The names of its files. */
    public KeyFiles names() {
        return names;
    }

    /** Whether either half is there. */
    public boolean exists() {
        return isThere(privateHalf()) || isThere(publicHalf());
    }

    /** The path of the private half. */
    public Path privateHalf() {
        return root.resolve(names.privateHalf());
    }

    /** The path of the public half. */
    public Path publicHalf() {
        return root.resolve(names.publicHalf());
    }

    /** The path of the public half from before the last rotation: signatures of that key still verify. */
    public Path previousHalf() {
        return root.resolve(names.previousHalf());
    }

    /**
     * Writes a pair that is not there yet. A crash leaves both halves, neither, or the private half alone, from which
     * {@link #writePublicHalf} makes the other.
     *
     * @param privatePem the private half, encrypted or not
     */
    public void write(RsaPrivateKey key, String privatePem) throws IOException {
        KeyFiles.makeDirectory(directory());
        files.write(privateHalf(), ascii(privatePem), KeyFiles.PRIVATE_MODE);
        writePublicHalf(key);
    }

    /**
     * Replaces a pair by a new one. Verifiers accept the present and the previous public half, so the private half is replaced
     * last: at every moment, and after a crash at any moment, the signatures of the private half that is there verify.
     * Repeating an interrupted replacement completes it, and loses no public half by which something was signed.
     *
     * @param old the private half that is there
     * @param privatePem the new private half, encrypted or not
     * @return the path under which a public half is now kept that belonged to neither private half; normally empty
     */
    public Optional<String> replace(RsaPrivateKey old, RsaPrivateKey fresh, String privatePem) throws IOException {
        byte[] outgoing = ascii(old.publicKey().toPem());
        Optional<String> stranger = keepStranger(old);
        Path stagedPublic = files.stage(ascii(fresh.publicKey().toPem()), KeyFiles.PUBLIC_MODE);
        try {
            Path stagedPrivate = files.stage(ascii(privatePem), KeyFiles.PRIVATE_MODE);
            try {
                if (!isInterrupted(old)) {
                    keepPrevious(outgoing);
                    files.write(previousHalf(), outgoing, KeyFiles.PUBLIC_MODE);
                }
                files.publish(stagedPublic, publicHalf());
                files.publish(stagedPrivate, privateHalf());
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
     * Whether an interrupted rotation of an older version left this pair: a private half whose public half is not there, and
     * another public half under both names.
     */
    private boolean isInterrupted(RsaPrivateKey old) throws IOException {
        Path present = publicHalf();
        Path previous = previousHalf();
        return isThere(present)
                && isThere(previous)
                && !isPublicHalfOf(present, old)
                && Arrays.equals(Files.readAllBytes(present), Files.readAllBytes(previous));
    }

    /**
     * Keeps the present public half if it does not belong to the private half. One that an interrupted rotation left is not
     * kept, since nothing was signed by its key.
     */
    private Optional<String> keepStranger(RsaPrivateKey old) throws IOException {
        Path present = publicHalf();
        Path previous = previousHalf();
        if (!isThere(present)
                || isPublicHalfOf(present, old)
                || (isThere(previous) && isPublicHalfOf(previous, old))
                || isInterrupted(old)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(present);
        return Optional.of(keep(content));
    }

    /**
     * Keeps the public half from before the previous rotation: checkpoints signed by its key must verify as long as they exist.
     */
    private void keepPrevious(byte[] outgoing) throws IOException {
        Path previous = previousHalf();
        if (isThere(previous)) {
            byte[] content = Files.readAllBytes(previous);
            if (!Arrays.equals(content, outgoing)) {
                keep(content);
            }
        }
    }

    /** Keeps a public half under a name of its own, by which {@link KeyRing} finds it. */
    private String keep(byte[] content) throws IOException {
        String kept = names.keptHalf(content);
        files.write(root.resolve(kept), content, KeyFiles.PUBLIC_MODE);
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

    /**
     * Makes the public half anew from the private one. If another key's public half was there, it is kept under a name of its
     * own.
     */
    public void derivePublicHalf(RsaPrivateKey key) throws IOException {
        keepStranger(key);
        writePublicHalf(key);
    }

    /** Whether the public half is there, but does not belong to this private key. */
    public boolean differs(RsaPrivateKey key) throws IOException {
        return isThere(publicHalf()) && !isPublicHalfOf(publicHalf(), key);
    }

    /** Writes the public half of a pair whose private half is there already, or is kept elsewhere. */
    public void writePublicHalf(RsaSigner key) throws IOException {
        files.write(publicHalf(), ascii(key.publicKey().toPem()), KeyFiles.PUBLIC_MODE);
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
    public boolean lacksPublicHalf() {
        return isThere(privateHalf()) && !isThere(publicHalf());
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes what a crash left half-written. The caller must hold the deployment's lock. */
    public void sweep() throws IOException {
        files.sweep();
        Files.deleteIfExists(staging());
    }

    private Path staging() {
        return directory().resolve(".staging");
    }

    private Path directory() {
        return privateHalf().resolveSibling("");
    }

    private static byte[] ascii(String pem) {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }
}
