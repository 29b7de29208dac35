package org.corebucket.bridge.ledger.read;

import java.util.Arrays;

/** Bytes that lines are put together in; it grows as it must, and its array is open to those who hash and write it. */
public final class LineBuffer {

    private byte[] bytes;
    private int length;

    /** An empty one with room for so many bytes. */
    public LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Begins anew with the same room, unless it has grown beyond this: then that is given back. */
    public void reset(int capacity) {
        length = 0;
        if (bytes.length > capacity) {
            bytes = new byte[capacity];
        }
    }

    /** The array itself; the next append may replace it. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes of it are in use. */
    public int length() {
        return length;
    }

    void append(byte[] more) {
        int at = reserve(more.length);
        System.arraycopy(more, 0, bytes, at, more.length);
    }

    /** Leaves room for what is set later, and says where. */
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
