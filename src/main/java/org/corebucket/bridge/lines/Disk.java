package org.corebucket.bridge.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** What the writers of lines and marks do to files; a test puts one between that fails, or counts. */
public interface Disk {

    /**
     * Opens a file to read it.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws FileSystemException if it is no regular file
     */
    DiskFile openToRead(Path file) throws IOException;

    /** Opens a file to read and write it, as {@link #openToRead} does. */
    DiskFile open(Path file) throws IOException;

    /** Opens a file to read and write it; it is made, with a durable name, if it is not there. */
    DiskFile openOrMake(Path file) throws IOException;

    /**
     * Opens a file to which others append at the same time, and makes it as {@link #openOrMake} does: what is written goes to its
     * end, wherever that is by then, and a position is not looked at.
     */
    DiskFile openToAppend(Path file) throws IOException;

    /** Renames a file, and replaces what has the new name. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException;

    /** Makes what was made, renamed and removed in a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** An open file. */
    interface DiskFile extends Closeable {

        /** The JDK copies an array to memory outside of the heap to write it, and keeps that. */
        int LARGEST_WRITE = 1 << 20;

        /** As messages name it. */
        Path path();

        long size() throws IOException;

        /** Reads as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes as many bytes as it can, and says how many that were. */
        int write(ByteBuffer bytes, long position) throws IOException;

        /** Makes content and length durable. */
        void force() throws IOException;

        void truncate(long length) throws IOException;

        /** Reads as many bytes as there are, fewer than the array has room for at the end of the file only; says how many. */
        default int readAll(byte[] into, int from, int length, long position) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(into, from, length);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = read(bytes, position + bytes.position() - from);
            }
            return bytes.position() - from;
        }

        /** Writes all of them, or throws and may have written some. */
        default void writeAll(byte[] bytes, int length, long position) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
            while (rest.position() < length) {
                rest.limit(Math.min(length, rest.position() + LARGEST_WRITE));
                if (write(rest, position + rest.position()) <= 0) {
                    throw new FileSystemException(path().toString(), null, "the disk takes no more bytes");
                }
            }
        }
    }
}
