package org.corebucket.bridge.automation.schedule;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far the due times of one job have come to their end, or to a run: all up to {@link #settled}, and some after it if the
 * clock has gone back.
 */
final class JobProgress {

    private final String trigger;
    private final NavigableSet<Instant> ahead = new TreeSet<>();
    private Instant anchor;
    private Instant settled;

    /**
     * A job's progress.
     *
     * @param trigger in words; under another one it begins anew
     * @param anchor a due time of a job that is due at intervals: its first one, or the first since the clock was set back
     */
    JobProgress(String trigger, Instant anchor, Instant settled) {
        this.trigger = trigger;
        this.anchor = anchor;
        this.settled = settled;
    }

    /** The progress of a job of which only the last due time is known that ended. */
    static JobProgress uncertain(Instant settled) {
        return new JobProgress("", settled, settled);
    }

    /** Whether the job's trigger is not known. */
    boolean isUncertain() {
        return trigger.isEmpty();
    }

    /** The same, under a trigger. */
    JobProgress under(String known) {
        JobProgress progress = new JobProgress(known, anchor, settled);
        progress.ahead.addAll(ahead);
        return progress;
    }

    String trigger() {
        return trigger;
    }

    Instant anchor() {
        return anchor;
    }

    Instant settled() {
        return settled;
    }

    /** From here on a job that is due at intervals counts them from another time. */
    void moveTo(Instant due) {
        anchor = due;
    }

    /** The due times after {@link #settled} that are settled too: they came before the clock went back. */
    NavigableSet<Instant> ahead() {
        return ahead;
    }

    boolean isSettled(Instant due) {
        return !due.isAfter(settled) || ahead.contains(due);
    }

    /** All due times up to this one are settled. */
    void settle(Instant due) {
        if (due.isAfter(settled)) {
            settled = due;
        }
    }

    /** What is due after this time is open again, but for what is {@link #ahead}. */
    void goBack(Instant time) {
        settled = time;
    }

    /** The first due time that is not settled. */
    Instant next(DueTimes times) {
        return next(times, settled);
    }

    /** The first due time after another one that is not settled. */
    Instant next(DueTimes times, Instant after) {
        Instant due = times.after(after);
        while (ahead.contains(due)) {
            due = times.insteadOf(due);
        }
        return due;
    }
}
