package org.corebucket.bridge.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.DurableFiles;

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
        return Files.exists(privateHalf(prefix), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(publicHalf(prefix), LinkOption.NOFOLLOW_LINKS);
    }

    /** Where the private half lies. */
    public Path privateHalf(String prefix) {
        return directory.resolve(prefix + "private.pem");
    }

    /** Where the public half lies. */
    public Path publicHalf(String prefix) {
        return directory.resolve(prefix + "public.pem");
    }

    /**
     * Writes a pair, replacing one that is there.
     *
     * @param privatePem the private half, encrypted or not
     */
    public void write(String prefix, RsaPrivateKey key, String privatePem) throws IOException {
        if (!Files.isDirectory(directory)) {
            DurableFiles.makeDirectories(directory);
            DurableFiles.setMode(directory, DIRECTORY_MODE);
        }
        files.write(privateHalf(prefix), ascii(privatePem), PRIVATE_MODE);
        writePublicHalf(prefix, key);
    }

    /** Writes the public half of a pair whose private half is there already. */
    void writePublicHalf(String prefix, RsaPrivateKey key) throws IOException {
        files.write(publicHalf(prefix), ascii(key.publicKey().toPem()), PUBLIC_MODE);
        try {
            Files.deleteIfExists(staging());
        } catch (DirectoryNotEmptyException e) {
            // Another process is writing a pair, or was killed while it did: sweep() is for that.
            return;
        }
    }

    /** Whether only the private half is there, as it is after a crash between the two. */
    boolean lacksPublicHalf(String prefix) {
        return Files.exists(privateHalf(prefix), LinkOption.NOFOLLOW_LINKS)
                && !Files.exists(publicHalf(prefix), LinkOption.NOFOLLOW_LINKS);
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
