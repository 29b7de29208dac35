package org.corebucket.bridge.automation;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.Scheduler;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.process.StopLatch;
import org.corebucket.bridge.process.StopSignal.StopReason;
import org.jspecify.annotations.Nullable;

/** Jobs at one node whenever they are due, until the runner's end; then until those that run have ended. */
final class DueJobs {

    private static final int LOOKS_A_TICK = 5;

    private final Node node;
    private final Slots slots;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RunnerTimes times;
    private final AtomicReference<@Nullable List<Job>> renewed;
    private String told = "";

    /**
     * A node's.
     *
     * @param renewed the jobs that take the place of those that it has, once they are there; null as long as there are none
     */
    DueJobs(
            Node node,
            Slots slots,
            InstantSource clock,
            LongSupplier nanos,
            RunnerTimes times,
            AtomicReference<@Nullable List<Job>> renewed) {
        this.renewed = renewed;
        this.node = node;
        this.slots = slots;
        this.clock = clock;
        this.nanos = nanos;
        this.times = times;
    }

    /**
     * Goes on until it is told to end. A slot that can't be recorded is told, and made up for at the next look: nothing began
     * of which there is no record.
     *
     * @return {@link JobOutcome#OK}: what became of the jobs is in their slots
     */
    JobOutcome run(List<Job> jobs, RunnerArguments arguments, StopLatch end, RunnerListener listener)
            throws IOException, InterruptedException {
        Optional<Scheduler> started = start(jobs, arguments, end, listener);
        if (started.isEmpty()) {
            return JobOutcome.OK;
        }
        try (Scheduler scheduler = started.get()) {
            Instant next = clock.instant();
            while (end.await(pause(next)) == StopReason.NONE) {
                next = tick(scheduler, listener);
            }
            scheduler.stop();
            tick(scheduler, listener);
            while (!scheduler.isIdle() && !ThreadJoin.isDone(end.now(), times.look())) {
                tick(scheduler, listener);
            }
            // What was told to end this very moment has some looks to do so, before its slot is abandoned.
            for (long looks = times.ending().dividedBy(times.look()); looks > 0 && !scheduler.isIdle(); looks--) {
                Thread.sleep(times.look().toMillis());
                tick(scheduler, listener);
            }
        }
        return JobOutcome.OK;
    }

    /** Starts; where the record is shared and can't be reached, as soon as it can. Empty if the runner's end comes first. */
    private Optional<Scheduler> start(List<Job> jobs, RunnerArguments arguments, StopLatch end, RunnerListener listener)
            throws IOException, InterruptedException {
        do {
            try {
                if (slots.isShared()) {
                    slots.timeIs(clock.instant()); // from now on the clock shows the record's time
                }
                return Optional.of(new Scheduler(jobs, arguments.interval(), node, slots, clock, nanos));
            } catch (IOException e) {
                if (!slots.isShared()) {
                    throw e;
                }
                tell(e, listener);
            }
        } while (end.await(times.look().multipliedBy(LOOKS_A_TICK)) == StopReason.NONE);
        return Optional.empty();
    }

    /** What goes on for long is told once. */
    private void tell(IOException e, RunnerListener listener) {
        String line = slots.isShared()
                ? "nothing begins, since the slots can't be recorded, which is tried again: " + e.getMessage()
                : "the slots could not be recorded, which is tried again: " + e.getMessage();
        if (!slots.isShared() || !line.equals(told)) {
            listener.trouble(line);
        }
        told = line;
    }

    /** Until the next due time, but never longer than a second: a run that ended is recorded then, and the clock may jump. */
    private Duration pause(Instant next) {
        Duration pause = Duration.between(clock.instant(), next);
        Duration longest = times.look().multipliedBy(LOOKS_A_TICK);
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    private Instant tick(Scheduler scheduler, RunnerListener listener) {
        try {
            List<Job> jobs = renewed.get();
            if (jobs != null) {
                scheduler.renew(jobs);
                renewed.compareAndSet(jobs, null);
            }
            Instant next = scheduler.tick();
            told = "";
            return next;
        } catch (IOException e) {
            tell(e, listener);
            return clock.instant().plus(times.look().multipliedBy(LOOKS_A_TICK));
        }
    }
}
