package org.corebucket.bridge.admission;

import org.corebucket.bridge.ledger.MarkKey;

/**
 * A set of keys, each with the hour in which it may be forgotten: open addressing in one array, 16 bytes a slot, no object
 * a key. What has expired stops counting at once; its slot is used again by a key that passes by, or dropped when the
 * array is next laid out, so expiry costs nothing by itself. Threads may share it.
 */
final class KeyTable {

    /** Where a slot keeps its stamp. */
    static final long STAMP_BITS = MarkKey.SPARE_BITS;

    /** A stamp that never expires. */
    static final int FOREVER = 0xFFFF;

    /** The first stamp that is an hour. */
    static final int FIRST_HOUR = 2;

    private static final int EMPTY = 0;
    private static final int REMOVED = 1;

    private static final int SMALLEST = 16;

    /** The high halves at even places, the low halves with their stamps at odd ones. */
    private long[] slots = new long[2 * SMALLEST];

    /** Slots that are not empty, dead ones among them. */
    private int used;

    /**
     * Adds a key, unless a living one is there already.
     *
     * @param stamp the hour after which it is dead, or {@link #FOREVER}
     * @param hour now; keys stamped before it are dead
     * @return whether it was new
     */
    synchronized boolean add(MarkKey key, int stamp, int hour) {
        int dead = -1;
        int at = home(key);
        for (int found = stamp(at); found != EMPTY; found = stamp(at)) {
            if (found < hour || found == REMOVED) {
                dead = dead < 0 ? at : dead;
            } else if (isAt(key, at)) {
                return false;
            }
            at = next(at);
        }
        put(key, stamp, dead < 0 ? at : dead);
        if (dead < 0 && ++used > capacity() / 5 * 4) {
            layOut(hour);
        }
        return true;
    }

    /** Whether a living key is there. */
    synchronized boolean has(MarkKey key, int hour) {
        int at = home(key);
        for (int found = stamp(at); found != EMPTY; found = stamp(at)) {
            if (found >= hour && found != REMOVED && isAt(key, at)) {
                return true;
            }
            at = next(at);
        }
        return false;
    }

    /** Takes back a key that was added. */
    synchronized void remove(MarkKey key) {
        int at = home(key);
        while (stamp(at) != EMPTY) {
            if (stamp(at) != REMOVED && isAt(key, at)) {
                slots[2 * at + 1] = key.low() | REMOVED;
            }
            at = next(at);
        }
    }

    /** How many keys fit before the array is laid out anew. */
    synchronized int capacity() {
        return slots.length / 2;
    }

    /** Drops the dead, and grows by half if more than half of the slots are still alive. */
    private void layOut(int hour) {
        long[] before = slots;
        int living = 0;
        for (int i = 1; i < before.length; i += 2) {
            living += isAlive((int) (before[i] & STAMP_BITS), hour) ? 1 : 0;
        }
        int capacity = before.length / 2;
        slots = new long[2 * (living > capacity / 2 ? capacity + capacity / 2 : capacity)];
        used = living;
        for (int i = 0; i < before.length; i += 2) {
            int stamp = (int) (before[i + 1] & STAMP_BITS);
            if (isAlive(stamp, hour)) {
                MarkKey key = new MarkKey(before[i], before[i + 1] & ~STAMP_BITS);
                put(key, stamp, free(key));
            }
        }
    }

    private static boolean isAlive(int stamp, int hour) {
        return stamp >= hour && stamp >= FIRST_HOUR;
    }

    private int free(MarkKey key) {
        int at = home(key);
        while (stamp(at) != EMPTY) {
            at = next(at);
        }
        return at;
    }

    private void put(MarkKey key, int stamp, int at) {
        slots[2 * at] = key.high();
        slots[2 * at + 1] = key.low() | stamp;
    }

    private boolean isAt(MarkKey key, int at) {
        return slots[2 * at] == key.high() && (slots[2 * at + 1] & ~STAMP_BITS) == key.low();
    }

    private int stamp(int at) {
        return (int) (slots[2 * at + 1] & STAMP_BITS);
    }

    /** Where the search for a key begins: its upper half as a fraction of the array. */
    private int home(MarkKey key) {
        return (int) (((key.high() >>> 32) * (slots.length / 2)) >>> 32);
    }

    private int next(int at) {
        return at + 1 == slots.length / 2 ? 0 : at + 1;
    }
}
