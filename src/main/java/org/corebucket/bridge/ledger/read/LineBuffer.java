package org.corebucket.bridge.ledger.read;

import java.util.Arrays;

/** A growing buffer in which lines are put together. Its array is open to the code that hashes and writes the lines. */
public final class LineBuffer {

    private byte[] bytes;
    private int length;

    /** Makes an empty buffer with room for this many bytes. */
    public LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Empties the buffer. If it has grown beyond this capacity, it shrinks to it again. */
    public void reset(int capacity) {
        length = 0;
        if (bytes.length > capacity) {
            bytes = new byte[capacity];
        }
    }

    /** The array itself, not a copy; the next append may replace it. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes of the array are in use. */
    public int length() {
        return length;
    }

    void append(byte[] more) {
        int at = reserve(more.length);
        System.arraycopy(more, 0, bytes, at, more.length);
    }

    /**
     * Leaves room for bytes that are set later.
     *
     * @return where the room begins
     */
    int reserve(int count) {
        int at = length;
        length = Math.addExact(at, count);
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
        }
        return at;
    }

    void set(int at, byte[] content) {
        System.arraycopy(content, 0, bytes, at, content.length);
    }
}
