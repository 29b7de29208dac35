package org.corebucket.bridge.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * What the writers of lines and of the ledger's mark do to files. Tests put a disk in its place that fails, or that counts
 * calls.
 */
public interface Disk {

    /**
     * Opens a file to read it.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws FileSystemException if it is no regular file
     */
    DiskFile openToRead(Path file) throws IOException;

    /** Opens a file to read and write it; it throws as {@link #openToRead} does. */
    DiskFile open(Path file) throws IOException;

    /** Opens a file to read and write it; if it is not there, it is made, and its name is made durable. */
    DiskFile openOrMake(Path file) throws IOException;

    /**
     * Opens a file to which others append at the same time, and makes it as {@link #openOrMake} does: every write goes to what
     * is the end at that moment, and the position given with it is ignored.
     */
    DiskFile openToAppend(Path file) throws IOException;

    /** Renames a file. What had the new name before is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException;

    /** Makes it durable that files were made, renamed or removed in a directory. */
    void syncDirectory(Path directory) throws IOException;

    /** An open file. */
    interface DiskFile extends Closeable {

        /**
         * The most bytes that one write takes. The JDK copies an array to memory outside of the heap to write it, and keeps
         * that memory.
         */
        int LARGEST_WRITE = 1 << 20;

        /** The file's path, for messages. */
        Path path();

        long size() throws IOException;

        /** Reads as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes as many bytes as the disk takes, and returns their number. */
        int write(ByteBuffer bytes, long position) throws IOException;

        /**
         * Writes as many bytes as the disk takes, which is at least one, and returns their number.
         *
         * @throws FileSystemException if the disk takes none
         */
        default int writeSome(ByteBuffer bytes, long position) throws IOException {
            int written = write(bytes, position);
            if (written <= 0) {
                throw new FileSystemException(path().toString(), null, "the disk takes no more bytes");
            }
            return written;
        }

        /** Makes content and length durable. */
        void force() throws IOException;

        void truncate(long length) throws IOException;

        /** Reads {@code length} bytes, or fewer where the file ends before that. Returns how many were read. */
        default int readAll(byte[] into, int from, int length, long position) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(into, from, length);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = read(bytes, position + bytes.position() - from);
            }
            return bytes.position() - from;
        }

        /** Writes all of the bytes. If it throws, some of them may have been written. */
        default void writeAll(byte[] bytes, int length, long position) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
            while (rest.position() < length) {
                rest.limit(Math.min(length, rest.position() + LARGEST_WRITE));
                writeSome(rest, position + rest.position());
            }
        }
    }
}
