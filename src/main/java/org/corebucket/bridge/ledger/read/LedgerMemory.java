package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.Optional;

/**
 * What a host remembers of a ledger outside of its deployment, so that it notices when somebody cuts the ledger and
 * signs it anew.
 */
public interface LedgerMemory {

    /**
     * The size and the last hash that a ledger had.
     *
     * @param size the number of entries, from 1
     * @param head the hash of the last entry, in hex
     */
    record Mark(long size, String head) {}

    /** The last mark; empty if the ledger was never seen with an entry. */
    Optional<Mark> last() throws IOException;

    /**
     * Remembers that the ledger has grown and was found sound.
     *
     * @throws IOException if the mark can't be kept
     */
    void remember(Mark mark) throws IOException;
}
