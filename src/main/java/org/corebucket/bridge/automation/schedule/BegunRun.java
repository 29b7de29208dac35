package org.corebucket.bridge.automation.schedule;

import java.time.Instant;

/**
 * A run that has begun, and whose end is not recorded yet.
 *
 * @param due the due time; for a run by hand, when it began
 * @param once whether it was begun by hand, with {@code --once}
 */
public record BegunRun(String job, Instant due, Instant started, boolean once) {

    Slot ended(SlotState state, Instant ended) {
        return new Slot(job, due, state, started, ended, once);
    }

    /** The slot of a run whose runner has died. It is not known how much of the job was done. */
    Slot cutShort() {
        return new Slot(job, due, SlotState.STOPPED, started, null, once);
    }

    boolean is(Slot slot) {
        return job.equals(slot.job()) && due.equals(slot.due()) && once == slot.once();
    }
}
