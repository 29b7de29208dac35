package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Where the entries of one segment begin, by session, in memory. A slot takes 12 bytes, and at most two thirds of the
 * slots are used.
 */
public final class SessionIndex implements SessionSlots {

    private static final int SMALLEST = 1 << 10;

    private long[] keys = new long[SMALLEST];
    private int[] places = new int[SMALLEST];
    private int count;

    /**
     * The key of a session: the first 64 bits of a SHA-256 digest, so that a module can hardly choose a session whose
     * key collides with another's.
     */
    public static long key(String module, String sessionId, MessageDigest sha256) {
        byte[] name = module.getBytes(StandardCharsets.UTF_8);
        sha256.update(name);
        sha256.update((byte) 0);
        return ByteBuffer.wrap(sha256.digest(sessionId.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /**
     * Adds an entry.
     *
     * @param offset where the entry begins in its segment, which is smaller than 2 GiB
     */
    public synchronized void add(long key, long offset) {
        if (3L * count >= 2L * keys.length) {
            grow();
        }
        insert(key, Math.toIntExact(offset + 1));
    }

    private void insert(long key, int place) {
        int same = 0;
        int slot = home(key);
        while (places[slot] != 0 && same < MOST_OF_ONE_KEY) {
            same += keys[slot] == key ? 1 : 0;
            slot = next(slot);
        }
        if (same < MOST_OF_ONE_KEY) {
            keys[slot] = key;
            places[slot] = place;
            count++;
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldPlaces = places;
        keys = new long[2 * oldKeys.length];
        places = new int[keys.length];
        count = 0;
        for (int slot = 0; slot < oldKeys.length; slot++) {
            if (oldPlaces[slot] != 0) {
                insert(oldKeys[slot], oldPlaces[slot]);
            }
        }
    }

    @Override
    public synchronized int[] offsets(long key) throws IOException {
        return SessionSlots.super.offsets(key);
    }

    @Override
    public int capacity() {
        return keys.length;
    }

    @Override
    public long key(int slot) {
        return keys[slot];
    }

    @Override
    public int place(int slot) {
        return places[slot];
    }
}
