package org.corebucket.bridge.automation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.cron.MinuteWalk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two days of skipped, missed, failed, overlapping and broken-off runs, over changes of the clocks in three zones. */
final class SchedulerDaysTest {

    private static final List<Job> JOBS = List.of(
            Jobs.job("start", new Trigger.OnStartup(), Job.OnMissed.SKIP),
            Jobs.job("seven", new Trigger.Every(Duration.ofMinutes(7)), Job.OnMissed.SKIP),
            Jobs.job("fortyfive", new Trigger.Every(Duration.ofMinutes(45)), Job.OnMissed.RUN_ONCE),
            Jobs.job("runner", new Trigger.RunnerInterval(), Job.OnMissed.RUN_ONCE),
            Jobs.cron("utc", "0 */2 * * *", "UTC", Job.OnMissed.SKIP),
            Jobs.cron("berlin", "*/20 * * * *", "Europe/Berlin", Job.OnMissed.SKIP),
            Jobs.cron("berlin-night", "30 2 * * *", "Europe/Berlin", Job.OnMissed.RUN_ONCE),
            Jobs.cron("york-night", "15,45 1,2 * * *", "America/New_York", Job.OnMissed.SKIP),
            Jobs.cron("howe-night", "10 2 * * *", "Australia/Lord_Howe", Job.OnMissed.SKIP),
            Jobs.cron("howe", "5-59/9 1-3 * * *", "Australia/Lord_Howe", Job.OnMissed.RUN_ONCE));

    @TempDir
    private Path reports;

    @ParameterizedTest
    @CsvSource({
        "2026-03-28T06:00:00.123456789Z, 1", // Berlin's summer time begins
        "2026-10-24T06:00:00Z, 2", // and ends
        "2026-03-07T12:00:00Z, 3", // New York's begins
        "2026-10-31T12:00:00Z, 4", // and ends
        "2026-10-03T00:00:00Z, 5", // Lord Howe's begins
        "2026-04-04T00:00:00Z, 6", // and ends
        "2026-11-23T08:00:00Z, 7",
        "2026-03-28T06:00:00Z, 8",
        "2026-10-24T06:00:00Z, 9",
    })
    void everyDueTimeHasExactlyOneState(Instant start, long seed) throws Exception {
        SimulatedDays days = new SimulatedDays(reports, JOBS, start, seed);

        days.live(Duration.ofDays(2));

        List<Slot> slots = recorded();
        Set<String> recorded = new HashSet<>();
        for (Slot slot : slots) {
            String key = slot.job() + " " + slot.due();
            assertThat(recorded.add(key)).as("has two states: " + key).isTrue();
            requireTruth(slot, days.begun.get(key));
        }
        requireSame(recorded, expected(days));
    }

    /** A due time at which a job ran, and that came once more, has a line of a millisecond later. */
    private static boolean isRepeated(String key, Set<String> expected) {
        String job = key.substring(0, key.lastIndexOf(' '));
        Instant due = Instant.parse(key.substring(key.lastIndexOf(' ') + 1));
        return expected.contains(job + " " + due.minusMillis(1)) || isRepeatedTwice(job, due, expected);
    }

    private static boolean isRepeatedTwice(String job, Instant due, Set<String> expected) {
        return expected.contains(job + " " + due.minusMillis(2));
    }

    private static void requireSame(Set<String> recorded, Set<String> expected) {
        TreeSet<String> without = new TreeSet<>(expected);
        without.removeAll(recorded);
        assertThat(without).as("have no state").isEmpty();
        TreeSet<String> beyond = new TreeSet<>(recorded);
        beyond.removeIf(key -> expected.contains(key) || isRepeated(key, expected));
        assertThat(beyond).as("were never due").isEmpty();
    }

    private static void requireTruth(Slot slot, SimulatedDays.@Nullable FakeRun run) {
        if (run == null) {
            assertThat(slot.state()).as(slot.toString()).isIn(SlotState.MISSED, SlotState.SKIPPED, SlotState.STOPPED);
            assertThat(slot.started()).as(slot.toString()).isNull();
        } else {
            assertThat(run.expected).as(slot.toString()).contains(slot.state());
            assertThat(slot.started()).as(slot.toString()).isNotNull();
        }
    }

    /** Every due time up to the end; and those that ran before the clock went back beyond them. */
    private static Set<String> expected(SimulatedDays days) {
        TreeSet<String> expected = new TreeSet<>(days.begun.keySet());
        Instant start = days.starts.get(0).truncatedTo(ChronoUnit.MILLIS);
        // the clock may have gone back beyond the first start
        Instant after = days.lowest.isBefore(start) ? days.lowest : start.minusNanos(1);
        for (Job job : JOBS) {
            for (Instant due : due(job.trigger(), start, after, days.now())) {
                expected.add(job.name() + " " + due);
            }
        }
        long begunAtStart = days.begun.keySet().stream()
                .filter(key -> key.startsWith("start "))
                .count();
        assertThat(begunAtStart).isEqualTo(days.starts.size());
        return expected;
    }

    private static List<Instant> due(Trigger trigger, Instant anchor, Instant after, Instant end) {
        if (trigger instanceof Trigger.OnStartup) {
            return List.of(anchor);
        }
        if (trigger instanceof Trigger.CronTrigger cron) {
            return new MinuteWalk(cron.expression(), cron.zone()).between(after, end);
        }
        Duration interval = trigger instanceof Trigger.Every every ? every.interval() : SimulatedDays.RUNNER_INTERVAL;
        List<Instant> due = new ArrayList<>();
        for (Instant time = anchor; time.isAfter(after); time = time.minus(interval)) {
            due.add(time);
        }
        for (Instant time = anchor.plus(interval); !time.isAfter(end); time = time.plus(interval)) {
            due.add(time);
        }
        return due;
    }

    private List<Slot> recorded() throws IOException {
        return Files.readAllLines(reports.resolve(SlotLog.FILE)).stream()
                .map(line -> Slot.parse(line).orElseThrow())
                .toList();
    }
}
