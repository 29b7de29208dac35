package org.corebucket.bridge.ledger.read;

import java.io.IOException;

/** The hashes that the entries of a ledger state, in its order, wherever they are taken from. */
@FunctionalInterface
public interface EntryHashes {

    /** Takes the hash of an entry. */
    @FunctionalInterface
    interface HashTaker {

        /**
         * Takes the next one.
         *
         * @param hashes hold its 32 bytes from {@code at} on; they are overwritten afterwards
         */
        void take(byte[] hashes, int at) throws IOException;
    }

    /**
     * Gives the hashes of some entries.
     *
     * @param first the number of the first of them
     * @param last the number of the last of them
     * @throws IOException if the ledger can't be read up to there, or an entry is not in its place
     */
    void give(long first, long last, HashTaker taker) throws IOException;

    /** Those in the lines of a ledger. */
    static EntryHashes of(LedgerReading ledger) {
        return (first, last, taker) -> {
            EntryScanner entry = new EntryScanner();
            long[] next = {first};
            ledger.forward(ledger.find(first), (bytes, from, to, at) -> {
                if (!entry.scan(bytes, from, to) || entry.seq() != next[0]) {
                    throw new IOException("the ledger has no entry " + next[0] + " where it should be"
                            + "\nSee what is wrong with it: bridgectl provenance verify");
                }
                taker.take(entry.stated(), 0);
                return next[0]++ < last;
            });
            if (next[0] <= last) {
                throw unreached(String.valueOf(last));
            }
        };
    }

    /**
     * The ledger has not an entry that it should have.
     *
     * @param entry its number, and what else is known of it
     */
    static IOException unreached(String entry) {
        return new IOException("the ledger does not reach entry " + entry
                + "\nSee what is wrong with it: bridgectl provenance verify");
    }
}
