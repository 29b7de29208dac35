package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.Optional;

/** What is remembered of a ledger outside of its deployment, so that whoever cuts it and signs anew is still noticed. */
public interface LedgerMemory {

    /**
     * How long a ledger was, and what it ended with.
     *
     * @param size the number of entries, from 1
     * @param head the hash of the last of them, in hex
     */
    record Mark(long size, String head) {}

    /** The last mark; empty if the ledger was never seen with an entry. */
    Optional<Mark> last() throws IOException;

    /**
     * Remembers a longer ledger, which was found sound.
     *
     * @throws IOException if it can't be kept
     */
    void remember(Mark mark) throws IOException;
}
