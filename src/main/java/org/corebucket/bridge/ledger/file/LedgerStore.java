package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What the ledger's writer does to files; a test puts one between that fails. */
interface LedgerStore {

    /** Opens a file to read and write it, and makes it if it is not there. */
    StoreFile open(Path file) throws IOException;

    /** Renames a file within its directory. */
    void rename(Path from, Path to) throws IOException;

    /** Makes what was made and renamed in a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** An open file. */
    interface StoreFile extends Closeable {

        long size() throws IOException;

        /** Reads as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes as many bytes as it can, and says how many that were. */
        int write(ByteBuffer bytes, long position) throws IOException;

        /** Makes content and length durable. */
        void force() throws IOException;

        void truncate(long length) throws IOException;
    }
}
