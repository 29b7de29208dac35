package org.corebucket.bridge.cluster;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.automation.schedule.ClaimedRun;
import org.corebucket.bridge.automation.schedule.Scheduler;
import org.corebucket.bridge.automation.schedule.SlotState;
import org.corebucket.bridge.automation.schedule.Slots;

/** Runners of several hosts on one database, whose time and theirs are in the test's hand. */
final class RunnersOfACluster implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(60);

    final SlotDatabase database = new SlotDatabase();

    private volatile Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final AtomicLong nanos = new AtomicLong();

    RunnersOfACluster() throws Exception {
        database.setClock(now);
    }

    static Job job(Trigger trigger, OnMissed onMissed) {
        return new Job("sync", trigger, List.of(new Action.GetBucketStatus()), TIMEOUT, 0, onMissed);
    }

    static Job everyTenMinutes(OnMissed onMissed) {
        return job(new Trigger.Every(Duration.ofMinutes(10)), onMissed);
    }

    void after(Duration time) throws Exception {
        now = now.plus(time);
        nanos.addAndGet(time.toNanos());
        database.setClock(now);
    }

    /** One that starts now at node-001. */
    ClusterRunner start(String host, Job job) throws Exception {
        return start(host, Duration.ZERO, job);
    }

    /** One whose host's clock is wrong by so much. */
    ClusterRunner start(String host, Duration wrong, Job job) throws Exception {
        return new ClusterRunner("node-001", host, wrong, job);
    }

    ClusterRunner startAt(String node, String host, Job job) throws Exception {
        return new ClusterRunner(node, host, Duration.ZERO, job);
    }

    /** A runner; what it begins ends when the test says so. */
    final class ClusterRunner {

        final List<ClaimedRun> begun = Collections.synchronizedList(new ArrayList<>());
        final List<String> told = Collections.synchronizedList(new ArrayList<>());
        final Slots slots;
        private final Scheduler scheduler;
        private volatile CompletableFuture<SlotState> last = new CompletableFuture<>();

        private ClusterRunner(String node, String host, Duration wrong, Job job) throws Exception {
            slots = database.open(node, host, nanos::get, told);
            slots.timeIs(now.plus(wrong));
            scheduler = new Scheduler(
                    List.of(job),
                    Optional.empty(),
                    (asked, run) -> {
                        begun.add(run);
                        last = new CompletableFuture<>();
                        return last;
                    },
                    slots,
                    slots.clock(() -> now.plus(wrong)),
                    nanos::get);
        }

        void tick() throws IOException {
            scheduler.tick();
        }

        void end(SlotState state) throws IOException {
            last.complete(state);
            tick();
        }

        void stop() throws IOException {
            scheduler.close();
            slots.close();
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        database.close();
    }
}
