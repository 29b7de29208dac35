package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import org.corebucket.bridge.ledger.Head;

/** Is given the entries of a ledger while it is verified, up to the first flaw. */
public interface EntryListener {

    /**
     * Takes an entry whose link is not verified yet. It is called on any thread, in any order.
     *
     * @return what to do with the entry if it and all before it are sound; this runs on one thread, in the order of the
     *     ledger
     */
    EntryStep entry(ReadEntry entry, LedgerPosition at);

    /** What is done with an entry that is sound. */
    @FunctionalInterface
    interface EntryStep {

        /**
         * Does it.
         *
         * @throws IOException if the verification is to end
         */
        void done() throws IOException;
    }

    /**
     * Takes the end of a closed segment that is sound.
     *
     * @param length the segment's length in bytes
     * @param head the number and hash of its last entry
     */
    default void closed(int segment, long length, Head head) throws IOException {}
}
