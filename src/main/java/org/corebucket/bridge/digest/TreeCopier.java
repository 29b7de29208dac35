package org.corebucket.bridge.digest;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Copies files from below a root and hashes the very bytes that it copies, opened as {@link TreeHasher} opens them. So a caller
 * that compares the digest has verified the copy, whatever becomes of the file.
 */
public final class TreeCopier implements Closeable {

    private final FileHasher hasher;

    /** A copier for one tree and one thread. */
    public TreeCopier(Path root) {
        hasher = new FileHasher(root, HashProgress.NONE);
    }

    /**
     * Copies one file; neighbours in one directory are fastest.
     *
     * @param path relative, with {@code /} between names, without {@code .} and {@code ..}
     * @return the digest of what was written to {@code out}, or why there is none; then {@code out} may have got a part of the
     * file
     * @throws IOException if {@code out} fails, or the root can't be opened
     */
    public FileState copy(String path, OutputStream out) throws IOException {
        try {
            return hasher.hash(path, (buffer, count) -> write(out, buffer, count));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        hasher.close();
    }
}
