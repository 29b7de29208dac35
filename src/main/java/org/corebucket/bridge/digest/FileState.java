package org.corebucket.bridge.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** What was found where a file was expected. */
public sealed interface FileState {

    /**
     * A regular file, read to its end.
     *
     * @param size in bytes, as read
     */
    record Digested(Sha256 digest, long size) implements FileState {

        private static final int BLOCK = 128 * 1024;

        /** Reads a file to its end, in constant memory. The file itself must not be a link. */
        public static Digested of(Path file) throws IOException {
            return of(() -> Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }

        /** Reads all that a source holds, in constant memory. */
        public static Digested of(Sha256.Source source) throws IOException {
            MessageDigest digest = Sha256.newDigest();
            byte[] block = new byte[BLOCK];
            long size = 0;
            try (InputStream in = source.open()) {
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    digest.update(block, 0, count);
                    size += count;
                }
            }
            return new Digested(Sha256.ofBytes(digest.digest()), size);
        }
    }

    /** Nothing is there. */
    record Missing() implements FileState {}

    /**
     * Something is there that is not opened.
     *
     * @param what in words, like {@code a symbolic link}
     */
    record NotRegular(String what) implements FileState {}

    /**
     * A directory on the way is a symbolic link or no directory, so that the file was not looked for.
     *
     * @param directory the path of the directory, relative to the root
     * @param what in words, like {@code a symbolic link}
     */
    record Unreachable(String directory, String what) implements FileState {}

    /**
     * The system did not let the file, or a directory on the way to it, be read: nothing is known of what is there.
     *
     * @param path of the file or the directory that could not be read, relative to the root
     * @param trouble the system's error
     */
    record Unreadable(String path, IOException trouble) implements FileState {}
}
