package org.corebucket.bridge.digest;

import java.io.IOException;

/** What was found where a file was expected. */
public sealed interface FileState {

    /**
     * A regular file, read to its end.
     *
     * @param size in bytes, as read
     */
    record Digested(Sha256 digest, long size) implements FileState {}

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
