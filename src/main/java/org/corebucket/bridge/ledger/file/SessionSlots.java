package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.util.Arrays;

/**
 * A hash table with linear probing from the key of a session to where its entry begins, in memory or in a file. A file that
 * has the table's own form needs no sorting when a segment is closed, and a look-up reads one place of it instead of
 * twenty.
 */
interface SessionSlots {

    /** A key of 64 bits from SHA-256 is not shared by chance; what has it so often is the same session again. */
    int MOST_OF_ONE_KEY = 4;

    /** How many slots there are, a power of two; at least one is free. */
    int capacity();

    long key(int slot) throws IOException;

    /** The offset of the entry plus one; 0 if the slot is free. */
    int place(int slot) throws IOException;

    /** Where entries with this key begin, the oldest first; the entry itself must be asked whether it is the one. */
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
