package org.corebucket.bridge.automation.schedule;

import java.time.Instant;

/**
 * A run that has begun, and of whose end nothing is known yet.
 *
 * @param once whether it was begun by hand, with {@code --once}
 */
record BegunRun(String job, Instant due, Instant started, boolean once) {

    Slot ended(SlotState state, Instant ended) {
        return new Slot(job, due, state, started, ended, once);
    }

    /** What becomes of it if whoever ran it is no more. Whether all of it was done, nobody knows. */
    Slot cutShort() {
        return new Slot(job, due, SlotState.STOPPED, started, null, once);
    }

    boolean is(Slot slot) {
        return job.equals(slot.job()) && due.equals(slot.due()) && once == slot.once();
    }
}
