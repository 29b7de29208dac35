package org.corebucket.bridge.automation.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.CronExpression;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;

/**
 * Begins jobs when they are due, and settles every due time in exactly one state, whatever the clock and the runner do.
 *
 * <ul>
 *   <li>Intervals count from the start of the first runner that had the job with this interval. Later runners go on with
 *       the same due times, so that a restart neither shifts nor repeats any.
 *   <li>A due time is run if it is noticed within 30 seconds. What passed unnoticed for longer, in a pause, while the machine
 *       slept, as the clock was put forward or between two runners, is missed; the last of those is run if the job says
 *       {@code run_once}. What is older than 30 days gets no line.
 *   <li>What is due while the run before it is going is skipped, as is what was due until that run ended.
 *   <li>If the clock goes back, due times at which something ran are not run again when it reaches them once more; those
 *       at which nothing ran are open again. An interval goes on: its job is due no later than it was by a clock that
 *       nobody sets, give or take 30 seconds, and a time at which it ran before is then due a millisecond later.
 *   <li>After {@link #stop}, what is due is stopped before it began; a run that has not ended at {@link #close} is stopped
 *       too. A run that a crash cut short is stopped, as the next runner records.
 * </ul>
 *
 * It has no thread and never sleeps: its owner calls {@link #tick} when it said, and better also when a run has ended. All
 * methods may be called from any thread.
 */
public final class Scheduler implements Closeable {

    /** A clock that is put forward is noticed within this time. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** What clocks differ by without anybody setting one. */
    private static final Duration SET_BACK = Duration.ofSeconds(-1);

    private final Map<String, ScheduledJob> jobs = new LinkedHashMap<>();
    private final JobRuns runs;
    private final SlotLog slots;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant lastTime;
    private long lastNanos;
    private volatile boolean stopping;

    /**
     * A scheduler that starts now; its first {@link #tick} begins what is due at start-up.
     *
     * @param runnerInterval of jobs that have no trigger
     * @param nanos what intervals are measured with where the clock is set back, like {@link System#nanoTime}
     * @throws IllegalArgumentException if there is such a job and no such interval
     * @throws IOException if the progress of new jobs is not on disk
     */
    public Scheduler(
            List<Job> jobs,
            Optional<Duration> runnerInterval,
            JobRuns runs,
            SlotLog slots,
            InstantSource clock,
            LongSupplier nanos)
            throws IOException {
        this.runs = runs;
        this.slots = slots;
        this.clock = clock;
        this.nanos = nanos;
        lastTime = clock.instant();
        lastNanos = nanos.getAsLong();
        Instant start = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        slots.timeIs(start);
        for (Job job : jobs) {
            boolean uncertain = slots.isUncertain(job.name());
            ScheduledJob scheduled = scheduled(job, runnerInterval, start);
            this.jobs.put(job.name(), scheduled);
            if (uncertain) {
                scheduled.stopFirst(start);
            }
        }
        slots.retain(this.jobs.keySet());
    }

    private ScheduledJob scheduled(Job job, Optional<Duration> runnerInterval, Instant start) {
        Trigger trigger = job.trigger();
        if (trigger instanceof Trigger.OnStartup) {
            JobProgress progress = slots.progress(job.name(), "onStartup", start);
            return new ScheduledJob(job, new DueTimes.Once(unsettled(progress, start)), progress, slots);
        }
        if (trigger instanceof Trigger.CronTrigger cron) {
            JobProgress progress = slots.progress(job.name(), cron.expression() + " " + cron.zone(), start);
            CronExpression expression = CronExpression.parse(cron.expression());
            return new ScheduledJob(job, new DueTimes.CronTimes(expression, cron.zone()), progress, slots);
        }
        Duration interval = trigger instanceof Trigger.Every every
                ? every.interval()
                : runnerInterval.orElseThrow(() ->
                        new IllegalArgumentException("job " + job.name() + " has no trigger: --interval is needed"));
        JobProgress progress = slots.progress(job.name(), interval.toString(), start);
        return new ScheduledJob(job, new DueTimes.Grid(progress.anchor(), interval), progress, slots);
    }

    /** Two starts within a millisecond, or one to which the clock went back, are two due times. */
    private static Instant unsettled(JobProgress progress, Instant start) {
        Instant due = start;
        while (progress.isSettled(due)) {
            due = due.plusMillis(1);
        }
        return due;
    }

    /**
     * Records what ended, settles what was due, and begins what is due now.
     *
     * @return when to call it again at the latest
     * @throws IOException if something could not be recorded; nothing was begun then that was not, and the next call makes up
     *     for it
     */
    public synchronized Instant tick() throws IOException {
        Instant now = timeIs();
        Map<ScheduledJob, BegunRun> due = new LinkedHashMap<>();
        Instant next = now.plus(LONGEST_WAIT);
        for (ScheduledJob job : jobs.values()) {
            job.recordEnd(now);
            BegunRun begun = job.settle(now, stopping);
            if (begun != null) {
                due.put(job, begun);
            }
        }
        if (!due.isEmpty()) {
            slots.begin(List.copyOf(due.values()));
            due.forEach((job, begun) -> job.begin(begun, runs, clock));
        }
        for (ScheduledJob job : jobs.values()) {
            next = job.next().isBefore(next) ? job.next() : next;
        }
        return next;
    }

    /** Takes note of the time. If it has gone back, jobs that are due at intervals go on at them. */
    private Instant timeIs() throws IOException {
        Instant now = clock.instant();
        long measured = nanos.getAsLong();
        Duration jump = Duration.between(lastTime, now).minusNanos(measured - lastNanos);
        Map<ScheduledJob, Instant> next = new LinkedHashMap<>();
        if (jump.compareTo(SET_BACK) < 0) {
            jobs.values().forEach(job -> next.put(job, job.next()));
        }
        slots.timeIs(now);
        boolean moved = false;
        for (Map.Entry<ScheduledJob, Instant> job : next.entrySet()) {
            boolean comes = job.getValue().isBefore(Instant.MAX);
            moved |= comes && job.getKey().keepInterval(job.getValue().plus(jump), now);
        }
        if (moved) {
            slots.retain(jobs.keySet());
        }
        lastTime = now;
        lastNanos = measured;
        return now;
    }

    /** From now on nothing begins. What runs goes on, and its owner goes on to {@link #tick} until it {@link #isIdle}. */
    public void stop() {
        stopping = true;
    }

    /** Whether the ends of all runs are recorded. */
    public synchronized boolean isIdle() {
        for (ScheduledJob job : jobs.values()) {
            if (job.isRunning()) {
                return false;
            }
        }
        return true;
    }

    /** Settles what was due up to now; runs that have not ended are recorded as stopped, and no longer followed. */
    @Override
    public synchronized void close() throws IOException {
        stop();
        tick();
        Instant now = clock.instant();
        for (ScheduledJob job : jobs.values()) {
            job.abandon(now);
        }
    }
}
