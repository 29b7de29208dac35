package org.corebucket.bridge.client.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** What is done to files; a test puts one between that fails, or counts. */
public interface Disk {

    /**
     * Opens a file to read and write it.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws java.nio.file.FileSystemException if it is no regular file
     */
    DiskHandle open(Path file) throws IOException;

    /** Opens a file to read it, as {@link #open} does. */
    DiskHandle openToRead(Path file) throws IOException;

    /** Opens a file, which is made for its owner alone, with a durable name, if it is not there. */
    DiskHandle openOrMake(Path file) throws IOException;

    /** Removes a file. */
    void delete(Path file) throws IOException;

    /** An open file. */
    interface DiskHandle extends Closeable {

        long size() throws IOException;

        /** Reads as many bytes as there are, fewer than wanted at the end of the file only; says how many. */
        int read(byte[] into, int from, int length, long position) throws IOException;

        /** Writes all of them, or throws and may have written some. */
        void write(byte[] bytes, int length, long position) throws IOException;

        /** Makes content and length durable. */
        void force() throws IOException;

        void truncate(long length) throws IOException;
    }
}
