package org.corebucket.bridge.automation.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.cron.CronExpression;
import org.jspecify.annotations.Nullable;

/**
 * Begins jobs when they are due, and settles every due time in exactly one state, whatever the clock and the runner do.
 *
 * <ul>
 *   <li>Intervals count from the start of the first runner that had the job with this interval. Later runners go on with
 *       the same due times, so that a restart neither shifts nor repeats any.
 *   <li>A due time is run if it is noticed within the job's grace, mostly 30 seconds. One that is noticed later is missed: after a pause, while
 *       the machine slept, when the clock was put forward, or between two runners. The last of these is run if the job says
 *       {@code run_once}. Due times that are older than 30 days are not recorded.
 *   <li>Due times that come while the job's last run is still going are skipped, and those in a window of its maintenance.
 *   <li>If the clock goes back, due times at which something ran are not run again when the clock reaches them once more;
 *       those at which nothing ran are open again. Intervals go on by the monotonic clock, within 30 seconds. If such a due
 *       time had a run already, the job is due one millisecond later.
 *   <li>With other jobs ({@link #renew}), one with the trigger that it had keeps its due times, so that none is lost or run twice.
 *   <li>After {@link #stop}, due times are recorded as stopped without a run, and so is a run that has not ended at
 *       {@link #close}. The next runner records a run that a crash cut short as stopped.
 * </ul>
 *
 * Where runners of other hosts have the same record, a job runs at one of them at a time, and what one has begun or settled is
 * so for all. Then the time is the record's, and if that goes back, an interval's due times wait for it.
 *
 * <p>It has no thread and never sleeps: its owner calls {@link #tick} at the time that the last call returned, and should also
 * call it when a run has ended. All methods may be called from any thread.
 */
public final class Scheduler implements Closeable {

    /** The longest wait between two ticks, so that a clock that is put forward is noticed within this time. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** When a due time is looked at again that could neither be begun nor settled, since a runner of another host has the job. */
    private static final Duration SOON = Duration.ofMillis(500);

    /** How far the clock may go back without counting as set back. */
    private static final Duration SET_BACK = Duration.ofSeconds(-1);

    private final Map<String, ScheduledJob> jobs = new LinkedHashMap<>();
    private final Optional<Duration> runnerInterval;
    private final JobRuns runs;
    private final Slots slots;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private Instant lastTime;
    private long lastNanos;
    private volatile boolean stopping;

    /**
     * A scheduler that starts now; its first {@link #tick} begins what is due at start-up.
     *
     * @param runnerInterval the interval of jobs without a trigger
     * @param nanos a monotonic clock like {@link System#nanoTime}, by which intervals go on when the clock is set back
     * @throws IllegalArgumentException if a job has no trigger, and there is no such interval
     * @throws IOException if the progress of new jobs is not on disk
     */
    public Scheduler(
            List<Job> jobs,
            Optional<Duration> runnerInterval,
            JobRuns runs,
            Slots slots,
            InstantSource clock,
            LongSupplier nanos)
            throws IOException {
        this.runnerInterval = runnerInterval;
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
            ScheduledJob scheduled = scheduled(job, start, true);
            this.jobs.put(job.name(), scheduled);
            if (uncertain) {
                scheduled.stopFirst(start);
            }
        }
        slots.retain(this.jobs.keySet());
    }

    private ScheduledJob scheduled(Job job, Instant start, boolean starts) throws IOException {
        Trigger trigger = job.trigger();
        if (trigger instanceof Trigger.OnStartup) {
            JobProgress progress = slots.progress(job.name(), "onStartup", start);
            Instant due = starts ? slots.startUp(progress, start) : progress.settled();
            return new ScheduledJob(job, new DueTimes.Once(due), progress, slots);
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

    /**
     * Has other jobs from now on. One that is there already under the same name goes on: with the trigger that it had it keeps its
     * due times, and while its run is still going, none begins. The runs of jobs that are gone go on to their end. A job that is due
     * at start-up does not become due by this.
     *
     * @throws IOException if the progress of new jobs is not on disk; then it must be called again before the next {@link #tick}
     */
    public synchronized void renew(List<Job> renewed) throws IOException {
        Instant now = timeIs().truncatedTo(ChronoUnit.MILLIS);
        Map<String, ScheduledJob> next = new LinkedHashMap<>();
        for (Job job : renewed) {
            ScheduledJob before = jobs.get(job.name());
            next.put(
                    job.name(),
                    before != null && before.is(job)
                            ? before
                            : scheduled(job, now, false).continuing(before));
        }
        slots.retain(Set.copyOf(next.keySet()));
        jobs.forEach((name, job) -> {
            if (!next.containsKey(name) && job.isRunning()) {
                job.retire();
                next.put(name, job);
            }
        });
        jobs.clear();
        jobs.putAll(next);
    }

    /**
     * Records runs that have ended, settles due times that have passed, and begins the runs that are due now.
     *
     * @return when to call it again at the latest
     * @throws IOException if something could not be recorded; then no run was begun without being recorded, and the next call
     * does what is left
     */
    public synchronized Instant tick() throws IOException {
        Instant now = timeIs();
        List<Slots.DueRun> due = new ArrayList<>();
        for (ScheduledJob job : jobs.values()) {
            job.recordEnd(now);
            if (!stopping) {
                job.left(runs).ifPresent(left -> job.begin(left, runs, clock));
            }
            Slots.@Nullable DueRun begun = job.settle(now, stopping, runs);
            if (begun != null) {
                due.add(begun);
            }
        }
        jobs.values().removeIf(ScheduledJob::isGone);
        if (!due.isEmpty()) {
            for (ClaimedRun claimed : slots.claim(due)) {
                Objects.requireNonNull(jobs.get(claimed.run().job())).begin(claimed, runs, clock);
            }
        }
        Instant next = now.plus(LONGEST_WAIT);
        for (ScheduledJob job : jobs.values()) {
            next = job.next().isBefore(next) ? job.next() : next;
        }
        return next.isAfter(now) ? next : now.plus(SOON);
    }

    /** Takes note of the time. If the clock has gone back, jobs with an interval keep to it. */
    private Instant timeIs() throws IOException {
        Instant shown = clock.instant();
        long measured = nanos.getAsLong();
        Duration jump = Duration.between(lastTime, shown).minusNanos(measured - lastNanos);
        Map<ScheduledJob, Instant> next = new LinkedHashMap<>();
        if (jump.compareTo(SET_BACK) < 0 && !slots.isShared()) {
            jobs.values().forEach(job -> next.put(job, job.next()));
        }
        Instant now = slots.timeIs(shown);
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

    /** Lets no run begin from now on. Runs go on, and the owner must go on calling {@link #tick} until {@link #isIdle}. */
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

    /** Settles all due times up to now. Runs that have not ended are recorded as stopped, and no longer waited for. */
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
