package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.util.Arrays;

/**
 * A hash table with linear probing, in memory or in a file, from the key of a session to where its entry begins.
 * Because the file has the same form as the table in memory, nothing is sorted when a segment is closed, and a look-up
 * reads one place of the file where a binary search would read twenty.
 */
interface SessionSlots {

    /**
     * How many entries of one key are kept. Sessions do not share a 64-bit key by chance, so more of them are the same
     * session again.
     */
    int MOST_OF_ONE_KEY = 4;

    /** How many slots there are, a power of two; at least one is free. */
    int capacity();

    long key(int slot) throws IOException;

    /** The offset of the entry plus one; 0 if the slot is free. */
    int place(int slot) throws IOException;

    /**
     * Where entries with this key begin, the oldest first. The caller must read each entry to see whether it is of the
     * session.
     */
    default int[] offsets(long key) throws IOException {
        int[] found = new int[MOST_OF_ONE_KEY];
        int count = 0;
        int slot = home(key);
        for (int place = place(slot); place != 0 && count < found.length; place = place(slot)) {
            if (key(slot) == key) {
                found[count++] = place - 1;
            }
            slot = next(slot);
        }
        int[] offsets = Arrays.copyOf(found, count);
        Arrays.sort(offsets);
        return offsets;
    }

    /** The slot at which the search for a key begins. */
    default int home(long key) {
        return (int) key & (capacity() - 1);
    }

    default int next(int slot) {
        return (slot + 1) & (capacity() - 1);
    }
}
