package org.corebucket.bridge.admission.replay;

import java.util.concurrent.atomic.AtomicBoolean;

/** A reservation in the memory. */
final class Place implements Reservation {

    private final ReplayMemory memory;
    private final MarkKey[] keys;
    private final int stamp;
    private final AtomicBoolean decided = new AtomicBoolean();

    Place(ReplayMemory memory, MarkKey[] keys, int stamp) {
        this.memory = memory;
        this.keys = keys;
        this.stamp = stamp;
    }

    @Override
    public void confirm() {
        if (decided.compareAndSet(false, true)) {
            memory.settled(keys);
        }
    }

    @Override
    public void release() {
        if (decided.compareAndSet(false, true)) {
            memory.forget(keys, stamp);
        }
    }
}
