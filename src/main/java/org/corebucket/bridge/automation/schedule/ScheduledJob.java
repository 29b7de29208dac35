package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.jspecify.annotations.Nullable;

/** Schedules one job: it settles due times, and at most one run goes on at a time. */
final class ScheduledJob {

    /** How far an interval may be off the monotonic clock after the clock was set back. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final int BATCH = 4096;

    private static final DueTimes NEVER = new DueTimes.Once(Instant.MIN);

    private final Job job;
    private DueTimes times;
    private final JobProgress progress;
    private final Slots slots;
    private @Nullable ScheduledRun running;

    ScheduledJob(Job job, DueTimes times, JobProgress progress, Slots slots) {
        this.job = job;
        this.times = times;
        this.progress = progress;
        this.slots = slots;
    }

    /** A run, and its slot once it has ended. */
    private static final class ScheduledRun {
        private final BegunRun begun;
        private volatile @Nullable Slot end;

        ScheduledRun(BegunRun begun) {
            this.begun = begun;
        }
    }

    boolean isRunning() {
        return running != null;
    }

    /** Whether it is this job, with all that it says. */
    boolean is(Job other) {
        return !isRetired() && job.equals(other);
    }

    /** This one, which takes the place of another: the run of that one is its own from now on. */
    ScheduledJob continuing(@Nullable ScheduledJob before) {
        running = before == null ? null : before.running;
        return this;
    }

    /** Is due no more. Its run goes on. */
    void retire() {
        times = NEVER;
    }

    private boolean isRetired() {
        return times == NEVER;
    }

    /** Whether it is due no more, and the end of its run is recorded. */
    boolean isGone() {
        return isRetired() && running == null;
    }

    /** When it is due next. */
    Instant next() {
        return progress.next(times);
    }

    /** The run of this job that another runner left, if this one is to go on with it. */
    Optional<ClaimedRun> left(JobRuns runs) throws IOException {
        return running == null && !isRetired() ? slots.takeOver(job, runs.limit(job)) : Optional.empty();
    }

    /**
     * Makes sure that a job with an interval does not wait longer than its interval after the clock was set back.
     *
     * @param due when it is due next by the monotonic clock
     * @return whether its times have moved
     */
    boolean keepInterval(Instant due, Instant now) {
        if (!(times instanceof DueTimes.Grid grid) || !next().isAfter(due.plus(LEEWAY))) {
            return false;
        }
        Instant first = (due.isAfter(now) ? due : now).plusMillis(1).truncatedTo(ChronoUnit.MILLIS);
        progress.moveTo(first);
        times = new DueTimes.Grid(first, grid.interval());
        return true;
    }

    /** Records the first due time that is not settled as stopped: its run may have begun, and must not begin twice. */
    void stopFirst(Instant now) throws IOException {
        Instant due = oldest(now);
        if (!(times instanceof DueTimes.Once) && !due.isAfter(now)) {
            slots.record(List.of(Slot.withoutRun(job.name(), due, SlotState.STOPPED)));
        }
    }

    /** Records the end of the run if it has ended. Due times that passed while it was going are skipped. */
    void recordEnd(Instant now) throws IOException {
        ScheduledRun run = running;
        if (run == null || run.end == null) {
            return;
        }
        Slot end = run.end;
        Instant ended = end.ended() == null || end.ended().isAfter(now) ? now : end.ended();
        skip(ended.minusNanos(1));
        slots.end(run.begun, end.state(), ended);
        running = null;
    }

    /** Records a run that has not ended as stopped, since it is no longer waited for. */
    void abandon(Instant now) throws IOException {
        ScheduledRun run = running;
        if (run != null) {
            slots.end(run.begun, SlotState.STOPPED, now);
            running = null;
        }
    }

    /**
     * Settles all due times up to now, except the last one if a run must begin for it.
     *
     * @param stopping whether nothing may begin any more
     * @return the run that must begin; null if none
     */
    Slots.@Nullable DueRun settle(Instant now, boolean stopping, JobRuns runs) throws IOException {
        if (running != null) {
            skip(now);
            return null;
        }
        List<Slot> passed = new ArrayList<>();
        Instant due = oldest(now);
        while (!due.isAfter(now)) {
            Instant following = progress.next(times, due);
            boolean late = due.isBefore(now.minus(job.grace()));
            boolean skipped = job.isInMaintenance(due);
            if (!stopping && !skipped && following.isAfter(now) && (!late || job.onMissed() == OnMissed.RUN_ONCE)) {
                slots.record(passed);
                return Slots.DueRun.of(job, new BegunRun(job.name(), due, now, false), runs.limit(job));
            }
            add(passed, due, skipped ? SlotState.SKIPPED : stopping && !late ? SlotState.STOPPED : SlotState.MISSED);
            due = following;
        }
        slots.record(passed);
        return null;
    }

    private void skip(Instant to) throws IOException {
        List<Slot> passed = new ArrayList<>();
        for (Instant due = oldest(to); !due.isAfter(to); due = progress.next(times, due)) {
            add(passed, due, SlotState.SKIPPED);
        }
        slots.record(passed);
    }

    /** The first due time that must be settled. Those that are older than the lines that are kept are passed over. */
    private Instant oldest(Instant now) {
        Instant kept = now.minus(Slots.KEPT);
        return progress.next(times, progress.settled().isBefore(kept) ? kept : progress.settled());
    }

    /** Adds a slot. After a long pause there may be millions, so they are written to disk in parts. */
    private void add(List<Slot> passed, Instant due, SlotState state) throws IOException {
        passed.add(Slot.withoutRun(job.name(), due, state));
        if (passed.size() == BATCH) {
            slots.record(passed);
            passed.clear();
        }
    }

    /** Begins a run that was noted. If beginning it fails, the run has failed. */
    void begin(ClaimedRun claimed, JobRuns runs, InstantSource clock) {
        BegunRun begun = claimed.run();
        ScheduledRun run = new ScheduledRun(begun);
        running = run;
        beginning(claimed, runs)
                .whenComplete((state, failure) ->
                        run.end = begun.ended(failure == null ? state : SlotState.FAILED, clock.instant()));
    }

    private CompletionStage<SlotState> beginning(ClaimedRun claimed, JobRuns runs) {
        try {
            return runs.begin(job, claimed);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
