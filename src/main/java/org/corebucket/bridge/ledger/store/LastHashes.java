package org.corebucket.bridge.ledger.store;

import org.corebucket.bridge.digest.Sha256;

/** The hashes of the entries that were stored last, so that whoever follows the ledger need not read them back. Threads may share it. */
final class LastHashes {

    /** What a second or two bring, however fast the ledger is. */
    static final int MOST = 1 << 15;

    /** Of the entry {@code seq} at {@code seq % MOST}. */
    private final byte[] hashes = new byte[MOST * Sha256.BYTES];

    /** The number of the first entry that is kept, and of the one behind the last. */
    private long first = 1;

    private long next = 1;

    /** Adds the hash of an entry that no crash takes back. Those before it are forgotten if some between are missing. */
    synchronized void add(long seq, Sha256 hash) {
        if (seq != next) {
            first = seq;
        }
        System.arraycopy(hash.bytes(), 0, hashes, place(seq), Sha256.BYTES);
        next = seq + 1;
        first = Math.max(first, next - MOST);
    }

    private static int place(long seq) {
        return (int) (seq % MOST) * Sha256.BYTES;
    }

    /**
     * The hashes of entries, one behind the other, as far as they are there without a gap.
     *
     * @param from the number of the first
     * @param last the number of the last that is wanted
     */
    synchronized byte[] from(long from, long last) {
        long end = Math.min(next, last + 1);
        if (from < first || from >= end) {
            return new byte[0];
        }
        byte[] copy = new byte[(int) (end - from) * Sha256.BYTES];
        int toTheEnd = Math.min(copy.length, hashes.length - place(from));
        System.arraycopy(hashes, place(from), copy, 0, toTheEnd);
        System.arraycopy(hashes, 0, copy, toTheEnd, copy.length - toTheEnd);
        return copy;
    }
}
