package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.corebucket.bridge.bridge.ClusterChecker.ChainedEntry;
import org.corebucket.bridge.bridge.ClusterChecker.SlotOfJob;
import org.corebucket.bridge.bridge.ClusterFaults.Fault;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real bridges and runners over a real primary and its synchronous standby, clients that send each update twice, and whatever can go
 * wrong, in an order that a seed decides. Afterwards a {@link ClusterChecker} holds what was told against what is there. The long form
 * goes on for {@code -Dcluster.faults=4m}, or any other duration.
 */
@ExtendWith(PostgresLogs.class)
final class ClusterFaultsTest {

    /** After a fault so many more updates must be acknowledged. */
    private static final int PROGRESS = 20;

    /** A job's run that nobody ends is over behind its time-out and a margin; then somebody must have recorded that. */
    private static final Duration SLOT_IS_OVER = Duration.ofSeconds(150);

    private static final Map<String, Duration> INTERVALS = Map.of(
            "node-001 tick", Duration.ofSeconds(1),
            "node-001 tock", Duration.ofSeconds(2),
            "node-001 send", Duration.ofSeconds(2));

    private static final String JOBS = """
            {"jobs": [
              {"name": "tick", "trigger": {"type": "intervalSeconds", "value": 1}, "actions": [PLUGIN], "timeout": "5s"},
              {"name": "tock", "trigger": {"type": "intervalSeconds", "value": 2}, "actions": [PLUGIN], "timeout": "5s"},
              {"name": "send", "trigger": {"type": "intervalSeconds", "value": 2}, "actions": [
                {"type": "send_core_update", "data": {"module": "finance", "data": {"n": 1}}}], "timeout": "5s"}]}
            """.replace(
                    "PLUGIN",
                    "{\"type\": \"run_plugin\", \"plugin\": \"canonical/automation/begun.sh\", \"argv\": [\"sh\", \"{file}\"], \"timeout\": \"5s\"}");

    /** What became of one kind of fault. */
    private static final class FaultRow {
        int times;
        Duration all = Duration.ZERO;
        Duration longest = Duration.ZERO;
        long acknowledged;

        void add(Duration recovery, long more) {
            times++;
            all = all.plus(recovery);
            longest = recovery.compareTo(longest) > 0 ? recovery : longest;
            acknowledged += more;
        }
    }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private void runWith(int bridges, int senders, Set<Fault> faults, Duration time, Duration longest, long seed)
            throws Exception {
        boolean hasRunners = faults.contains(Fault.RUNNER_KILLED);
        try (FaultyCluster cluster = new FaultyCluster(
                        directory, bridges, faults.contains(Fault.DISK_FULL), hasRunners ? JOBS : null);
                ClusterClients clients = new ClusterClients(cluster.nodes, Duration.ofMillis(time.toMinutes()))) {
            new FaultsRun(cluster, clients, hasRunners, seed).run(senders, faults, time, longest);
        }
    }

    /** One run of the test. */
    private static final class FaultsRun {

        private final ClusterChecker checker = new ClusterChecker();
        private final Map<Fault, FaultRow> table = new EnumMap<>(Fault.class);
        private final FaultyCluster cluster;
        private final ClusterClients clients;
        private final ClusterFaults causes;
        private final boolean hasRunners;
        private final long seed;
        private final Random random;

        FaultsRun(FaultyCluster cluster, ClusterClients clients, boolean hasRunners, long seed) {
            this.cluster = cluster;
            this.clients = clients;
            this.hasRunners = hasRunners;
            this.seed = seed;
            this.random = new Random(seed);
            this.causes = new ClusterFaults(cluster, clients, hasRunners, random);
        }

        void run(int senders, Set<Fault> faults, Duration time, Duration longest) throws Exception {
            causes.startAll();
            clients.start(senders);
            awaitProgress("the beginning");
            goWrong(faults, time, longest);
            if (hasRunners) {
                awaitEndsOfSlots();
            }
            clients.end();
            assertThat(clients.failures).isEmpty();
            List<ChainedEntry> chain = cluster.chain();
            checker.checkLedger(clients.told, clients.sizes, chain);
            checker.checkStops(causes.stops);
            List<SlotOfJob> slots = cluster.slots();
            checker.checkSlots(slots, INTERVALS, cluster.begunTimes());
            print(chain.size(), slots);
            assertThat(checker.violations()).as("seed " + seed).isEmpty();
            Answer verified = cluster.nodes.get(0).operator.run("provenance", "verify");
            assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        }

        private void goWrong(Set<Fault> faults, Duration time, Duration longest) throws Exception {
            long end = System.nanoTime() + time.toNanos();
            List<Fault> left = new ArrayList<>();
            while (System.nanoTime() < end) {
                if (left.isEmpty()) {
                    left.addAll(faults);
                    Collections.shuffle(left, random);
                }
                Fault fault = left.remove(0);
                long before = clients.acknowledged.get();
                System.out.println(Instant.now() + " " + fault);
                causes.cause(fault, longest);
                Duration recovery = awaitProgress(fault.name());
                table.computeIfAbsent(fault, one -> new FaultRow()).add(recovery, clients.acknowledged.get() - before);
            }
        }

        private Duration awaitProgress(String after) {
            long begin = System.nanoTime();
            long goal = clients.acknowledged.get() + PROGRESS;
            try {
                await().atMost(ClusterNode.LIMIT).until(() -> clients.acknowledged.get() >= goal);
                return Duration.ofNanos(System.nanoTime() - begin);
            } catch (ConditionTimeoutException e) {
                StringBuilder errors = new StringBuilder(
                        "nothing is acknowledged after " + after + "; clients failed: " + clients.failures);
                for (ClusterNode node : cluster.nodes) {
                    errors.append('\n')
                            .append(node.operator.root())
                            .append(": ")
                            .append(node.bridge.words());
                }
                throw new AssertionError(errors.toString(), e);
            }
        }

        /** Lets the runners record how the runs of those ended that were killed, and then end in order. */
        private void awaitEndsOfSlots() throws Exception {
            Instant now = Instant.now();
            await().atMost(SLOT_IS_OVER)
                    .pollInterval(1, TimeUnit.SECONDS)
                    .until(() -> cluster.psql(
                                    "SELECT count(*) FROM slot WHERE state IS NULL AND started < '" + now + "'")
                            .equals("0"));
            for (ClusterNode node : cluster.nodes) {
                node.runner.end();
            }
        }

        private void print(int entries, List<SlotOfJob> slots) {
            System.out.println("seed " + seed + ": " + clients.acknowledged + " acknowledged, " + clients.refused
                    + " refused as replays, " + clients.unanswered + " without an answer, " + entries + " stored");
            System.out.println("| fault | times | acknowledged | mean time to go on | longest |");
            System.out.println("|---|---|---|---|---|");
            table.forEach((fault, row) -> System.out.printf(
                    "| %s | %d | %d | %.1f s | %.1f s |%n",
                    fault, row.times, row.acknowledged, seconds(row.all.dividedBy(row.times)), seconds(row.longest)));
            Map<String, Integer> states = new TreeMap<>();
            slots.forEach(slot -> states.merge(slot.job() + " " + slot.state(), 1, Integer::sum));
            System.out.println("due times: " + states + "; violations: " + checker.violations());
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    @Test
    @Timeout(900)
    void whateverFailsForHalfAMinuteNothingIsLostAndNothingIsStoredTwice() throws Exception {
        runWith(2, 6, Fault.simple(), Duration.ofSeconds(30), Duration.ofSeconds(2), 19);
    }

    @Test
    @Tag("long")
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void whateverFailsForMinutesNothingIsLostAndNothingIsStoredTwice() throws Exception {
        Set<Fault> faults = EnumSet.allOf(Fault.class);
        if (!ClusterNode.hasFakeTime()) {
            skip(faults, Fault.CLOCK_WRONG, "libfaketime is not installed (Debian: apt-get install faketime)");
        }
        if (!SmallDisk.isPossible()) {
            skip(faults, Fault.DISK_FULL, "this user may mount nothing (run it as root)");
        }
        Duration time = DurationText.parse(System.getProperty("cluster.faults", "4m"));
        runWith(3, 16, faults, time, Duration.ofSeconds(22), Long.getLong("cluster.faults.seed", 20));
    }

    private static void skip(Set<Fault> faults, Fault fault, String why) {
        faults.remove(fault);
        System.err.println("==== NOT TRIED: " + fault + ", since " + why + " ====");
    }
}
