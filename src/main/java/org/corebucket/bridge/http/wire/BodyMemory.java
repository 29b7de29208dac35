package org.corebucket.bridge.http.wire;

import java.util.concurrent.atomic.AtomicLong;

/** What all bodies together may hold, so that many clients with large ones can't exhaust the server. */
public final class BodyMemory {

    private final AtomicLong left;

    /** So many bytes. */
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
