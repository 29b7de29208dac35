package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.schedule.BegunRun;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.corebucket.bridge.automation.schedule.JobProgress;
import org.corebucket.bridge.automation.schedule.Slot;
import org.corebucket.bridge.automation.schedule.SlotState;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.cluster.SlotStatements.JobRow;
import org.corebucket.bridge.cluster.SlotStatements.SlotRow;
import org.corebucket.bridge.database.BoundedWait;
import org.jspecify.annotations.Nullable;

/**
 * A node's due times in the database, as one of the runners sees them that share the node (CONTRACT 12). Whoever inserts a due
 * time's row begins its run, and has it until its longest time and a margin are over by the database's time; he measures that by
 * his own monotonic clock from before he asked. Then anybody records that it was stopped, or begins it once more if the job says
 * {@code run_once}. An end is taken only from whom the run belongs to. What was asked of a database that did not answer is asked
 * again: a row that this runner's claim made is known as its own.
 */
final class SharedSlots implements Slots {

    /** What a run may need beyond its longest time: a plugin has up to a minute from SIGTERM to SIGKILL. */
    static final Duration MARGIN = Duration.ofSeconds(90);

    /** A runner that is to end has no more time than that to say so. */
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private static final long BETWEEN_BEATS = Duration.ofSeconds(5).toNanos();
    private static final long BETWEEN_CLEANINGS = Duration.ofHours(1).toNanos();

    /** How long after the start of all runners a job without progress counts as having been there at the start. */
    private static final Duration START = Duration.ofSeconds(30);

    private final SlotConnection database;
    private final String node;
    private final String host;
    private final LongSupplier nanos;
    private final Consumer<String> told;
    private final UUID fence = UUID.randomUUID();

    /** The progress of each job of this runner, as it was when last looked at. */
    private final Map<String, JobProgress> jobs = new HashMap<>();

    /** Jobs that a runner which started later has with another trigger. */
    private final Set<String> elsewhere = new HashSet<>();

    /** Jobs with a run that this runner may go on with. */
    private Set<String> left = Set.of();

    private Instant groupStart = Instant.MIN;
    private long beat;
    private long cleaned;
    private volatile @Nullable HeardTime measured;

    /** The database's time, and when it was heard. */
    private record HeardTime(Instant time, long nanos) {}

    SharedSlots(SlotConnection database, String node, String host, LongSupplier nanos, Consumer<String> told) {
        this.database = database;
        this.node = node;
        this.host = host;
        this.nanos = nanos;
        this.told = told;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /** The database's time, as it was last heard and has gone on since; this host's only if it was never heard. */
    @Override
    public InstantSource clock(InstantSource host) {
        return () -> {
            HeardTime last = measured;
            return last == null ? host.instant() : last.time().plusNanos(nanos.getAsLong() - last.nanos());
        };
    }

    private interface Asked<T> {
        T ask(SlotStatements statements) throws SQLException;
    }

    private <T> T ask(Asked<T> asked) throws IOException {
        return database.ask(connection -> asked.ask(new SlotStatements(connection, node, fence, host)));
    }

    @Override
    public synchronized Instant timeIs(Instant now) throws IOException {
        boolean first = measured == null;
        if (first) {
            groupStart = ask(SlotStatements::start);
        }
        long before = nanos.getAsLong();
        boolean isBeatDue = first || before - beat >= BETWEEN_BEATS;
        boolean isCleaningDue = first || before - cleaned >= BETWEEN_CLEANINGS;
        List<JobRow> rows = ask(statements -> {
            Instant time = isBeatDue ? statements.beat() : statements.time();
            measured = new HeardTime(time, nanos.getAsLong());
            if (isCleaningDue) {
                statements.clean();
            }
            statements.stopDead();
            statements.reopenFuture();
            left = statements.left();
            return statements.progress();
        });
        beat = isBeatDue ? before : beat;
        cleaned = isCleaningDue ? before : cleaned;
        for (JobRow row : rows) {
            JobProgress progress = jobs.get(row.job());
            if (progress != null) {
                follow(progress, row);
            }
        }
        HeardTime last = measured;
        return last == null ? now : last.time();
    }

    private void follow(JobProgress progress, JobRow row) {
        if (row.trigger().equals(progress.trigger()) && row.anchor().equals(progress.anchor())) {
            progress.goBack(row.settled());
            elsewhere.remove(row.job());
        } else if (elsewhere.add(row.job())) {
            told.accept(node + ": a runner that started later has the job " + row.job() + " with another trigger, "
                    + row.trigger() + "; this one begins it no more, until it is started again");
        }
    }

    @Override
    public synchronized JobProgress progress(String job, String trigger, Instant now) throws IOException {
        boolean isStart = groupStart.isAfter(now.minus(START)) && !groupStart.isAfter(now);
        Instant anew = isStart ? groupStart : now;
        JobRow row = ask(
                statements -> statements.progress(new JobRow(job, trigger, anew, anew.minus(1, ChronoUnit.MICROS))));
        JobProgress progress = new JobProgress(row.trigger(), row.anchor(), row.settled());
        jobs.put(job, progress);
        elsewhere.remove(job);
        return progress;
    }

    /** A transaction either made progress durable or did not: nothing is uncertain. */
    @Override
    public boolean isUncertain(String job) {
        return false;
    }

    /** When the first of all runners of this node started that are there: it is settled as soon as one of them ran the job. */
    @Override
    public synchronized Instant startUp(JobProgress progress, Instant start) {
        return groupStart;
    }

    /** They are durable already. The others may be another runner's. */
    @Override
    public void retain(Set<String> jobs) {}

    @Override
    public synchronized List<ClaimedRun> claim(List<DueRun> due) throws IOException {
        List<ClaimedRun> claimed = new ArrayList<>();
        for (DueRun one : due) {
            JobProgress progress = jobs.get(one.run().job());
            if (progress == null || elsewhere.contains(one.run().job())) {
                settle(progress, one.run().due());
            } else {
                claim(one, progress).ifPresent(claimed::add);
            }
        }
        return claimed;
    }

    /** A due time that has no row afterwards stays open: the job's run before it is still going somewhere. */
    private Optional<ClaimedRun> claim(DueRun due, JobProgress progress) throws IOException {
        long before = nanos.getAsLong();
        Optional<SlotRow> row = ask(statements -> {
            statements.claim(due, until(due.limit()), row(due.run().job(), progress));
            return statements.slot(due.run());
        });
        if (row.isEmpty()) {
            return Optional.empty();
        }
        settle(progress, due.run().due());
        return row.get().isRunOf(fence) ? Optional.of(claimed(row.get(), before)) : Optional.empty();
    }

    private static JobRow row(String job, JobProgress progress) {
        return new JobRow(job, progress.trigger(), progress.anchor(), progress.settled());
    }

    private static Duration until(Duration limit) {
        return limit.plus(MARGIN);
    }

    private static ClaimedRun claimed(SlotRow row, long before) {
        long left = row.left().minus(MARGIN).toNanos();
        return new ClaimedRun(row.run(), OptionalLong.of(before + left));
    }

    private static void settle(@Nullable JobProgress progress, Instant due) {
        if (progress != null) {
            progress.settle(due);
        }
    }

    @Override
    public synchronized Optional<ClaimedRun> takeOver(Job job, Duration limit) throws IOException {
        if (!left.contains(job.name()) || elsewhere.contains(job.name())) {
            return Optional.empty();
        }
        long before = nanos.getAsLong();
        return ask(statements -> {
                    statements.takeOver(job.name(), until(limit));
                    return statements.own(job.name());
                })
                .map(row -> claimed(row, before));
    }

    /** The time is the database's, and later if that is another run's. */
    @Override
    public synchronized ClaimedRun beginOnce(DueRun now) throws IOException {
        Instant time = ask(SlotStatements::time).truncatedTo(ChronoUnit.MILLIS);
        while (true) {
            BegunRun run = new BegunRun(now.run().job(), time, time, true);
            long before = nanos.getAsLong();
            Optional<SlotRow> row = ask(statements -> {
                statements.claimOnce(run, until(now.limit()));
                return statements.slot(run);
            });
            if (row.isPresent() && row.get().isRunOf(fence)) {
                return claimed(row.get(), before);
            }
            time = time.plusMillis(1);
        }
    }

    @Override
    public synchronized void end(BegunRun begun, SlotState state, Instant ended) throws IOException {
        Optional<SlotRow> row = ask(statements -> {
            statements.end(begun, state.text(), ended);
            return statements.slot(begun);
        });
        boolean recorded = row.isPresent()
                && row.get().fence().equals(Optional.of(fence))
                && row.get().state().equals(Optional.of(state.text()));
        if (!recorded) {
            told.accept(node + ": the run of " + begun.job() + " for " + begun.due() + " ended " + state.text()
                    + " after others had to take it for dead; what is recorded is "
                    + row.flatMap(SlotRow::state).orElse("another run"));
        }
    }

    @Override
    public synchronized void record(List<Slot> slots) throws IOException {
        if (slots.isEmpty()) {
            return;
        }
        String job = slots.get(0).job();
        JobProgress progress = jobs.get(job);
        if (progress != null && !elsewhere.contains(job)) {
            JobRow row = row(job, progress);
            ask(statements -> statements.record(row, slots));
        }
        slots.forEach(slot -> settle(progress, slot.due()));
    }

    /** Says that this runner is there no more. If that can't be said, the others notice within a minute. */
    @Override
    public synchronized void close() {
        if (measured == null) {
            return;
        }
        try {
            BoundedWait.of(LEAVING, () -> ask(SlotStatements::leave));
        } catch (IOException e) {
            told.accept(node + ": that this runner has ended could not be recorded: " + e.getMessage());
        }
    }
}
