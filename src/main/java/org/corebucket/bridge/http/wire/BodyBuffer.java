package org.corebucket.bridge.http.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds one body while it arrives. It grows with the bytes that came, not with the length that was announced, and only
 * within the memory that all bodies share.
 */
public final class BodyBuffer {

    private static final int FIRST = 4 * 1024;

    private final BodyMemory memory;
    private final int limit;
    private final AtomicBoolean released = new AtomicBoolean();
    private byte[] bytes = new byte[0];
    private int length;

    /**
     * Makes an empty buffer.
     *
     * @param limit how many bytes it may take
     */
    public BodyBuffer(BodyMemory memory, int limit) {
        this.memory = memory;
        this.limit = limit;
    }

    /** Whether this many more bytes are within the limit. */
    public boolean takes(int count) {
        return count <= limit - length;
    }

    /**
     * Adds bytes that are within the limit.
     *
     * @return false if there is no memory for them
     */
    public boolean put(ByteBuffer from, int count) {
        if (length + count > bytes.length && !grow(length + count)) {
            return false;
        }
        from.get(bytes, length, count);
        length += count;
        return true;
    }

    private boolean grow(int needed) {
        int size = (int) Math.min(limit, Math.max(needed, Math.max(FIRST, 2L * bytes.length)));
        if (!memory.reserve(size - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    /** The bytes that came. They may be the buffer itself, not a copy. */
    public byte[] content() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Gives the memory back; a second call does nothing. The content must not be needed any more. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            memory.release(bytes.length);
        }
    }
}
