package org.corebucket.bridge.http.wire;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all bodies together may take, so that many clients with large bodies can't exhaust the server. */
public final class BodyMemory {

    private final AtomicLong left;

    /** Begins with this many bytes free. */
    public BodyMemory(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean reserve(int bytes) {
        if (left.addAndGet(-bytes) < 0) {
            left.addAndGet(bytes);
            return false;
        }
        return true;
    }

    void release(int bytes) {
        left.addAndGet(bytes);
    }
}
