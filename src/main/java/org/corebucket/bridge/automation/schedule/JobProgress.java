package org.corebucket.bridge.automation.schedule;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which due times of one job are settled, which means that they have ended in a state or a run has begun for them: all up to
 * {@link #settled}, and some later ones if the clock has gone back.
 */
public final class JobProgress {

    private final String trigger;
    private final NavigableSet<Instant> ahead = new TreeSet<>();
    private Instant anchor;
    private Instant settled;

    /**
     * A job's progress.
     *
     * @param trigger the trigger in words; when it changes, the progress begins anew
     * @param anchor for a job that is due at intervals, the due time from which they are counted: its first one, or the first
     * since the clock was set back
     */
    public JobProgress(String trigger, Instant anchor, Instant settled) {
        this.trigger = trigger;
        this.anchor = anchor;
        this.settled = settled;
    }

    /** The progress of a job of which only the last recorded due time is known. */
    static JobProgress uncertain(Instant settled) {
        return new JobProgress("", settled, settled);
    }

    /** Whether the job's trigger is not known. */
    boolean isUncertain() {
        return trigger.isEmpty();
    }

    /** The same progress with its trigger, which was not known. */
    JobProgress under(String known) {
        JobProgress progress = new JobProgress(known, anchor, settled);
        progress.ahead.addAll(ahead);
        return progress;
    }

    /** The trigger in words. */
    public String trigger() {
        return trigger;
    }

    /** From when the intervals of a job are counted. */
    public Instant anchor() {
        return anchor;
    }

    /** Up to when all due times are settled. */
    public Instant settled() {
        return settled;
    }

    /** Counts the intervals from another time from now on. */
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

    /** Settles all due times up to this one. */
    public void settle(Instant due) {
        if (due.isAfter(settled)) {
            settled = due;
        }
    }

    /** Reopens the due times after this time, except those that are {@link #ahead}. */
    public void goBack(Instant time) {
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
