package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.List;

/**
 * Goes along while a chain is verified, and holds the entries against what else is known of the ledger. It is used for one
 * verification at a time.
 */
public interface ChainFollower {

    /**
     * Is told that a verification begins.
     *
     * @param first the number of the first entry that it will be given: 1, or one more than were archived; 0 if none will be
     *     given, because the verification begins within the chain
     */
    void begin(long first) throws IOException;

    /**
     * Takes an entry, in the order of the ledger. Whether it is sound is not its business.
     *
     * @param seq the number that the entry states
     * @param hashes hold the 32 bytes of the hash that it states, from {@code at} on; they are overwritten afterwards
     */
    void entry(long seq, byte[] hashes, int at) throws IOException;

    /**
     * Is told that the chain has ended.
     *
     * @param entries the number of the last entry; 0 if there is none
     * @return what is wrong
     */
    List<ChainFlaw> end(long entries) throws IOException;

    /** What was found to hold, a sentence each; asked at the end, if nothing is wrong. */
    List<String> evidence() throws IOException;
}
