package org.corebucket.bridge.automation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.cron.CronExpression;
import org.corebucket.bridge.policy.MaintenanceWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchedulerTest {

    private static final Trigger EVERY_TEN_MINUTES = new Trigger.Every(Duration.ofMinutes(10));

    @TempDir
    private Path reports;

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private Duration elapsed = Duration.ZERO;
    private final List<CompletableFuture<SlotState>> runs = new ArrayList<>();

    @Test
    void anIntervalIsDueAtTheStartAndThenOnItsGridHoweverLateItIsNoticed() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        scheduler.tick();
        end(SlotState.OK);
        after(Duration.ofSeconds(610)); // ten seconds late
        scheduler.tick();
        end(SlotState.FAILED);

        after(Duration.ofSeconds(585));

        assertThat(scheduler.tick()).isEqualTo("2026-11-23T08:20:00Z");
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 failed");
    }

    @Test
    void aTornLineIsRecordedAgain() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        Files.writeString(reports.resolve(SlotLog.FILE), "{\"job\":\"sync\",\"due\":\"2026", StandardOpenOption.APPEND);
        after(Duration.ofMinutes(11));
        start(OnMissed.SKIP).tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 missed");
    }

    @Test
    void whenTheClockGoesBackWhatRanIsNotRunAgainAndWhatDidNotIsOpenAgain() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofMinutes(30));
        scheduler.tick(); // 08:10 and 08:20 are missed, 08:30 runs
        end(SlotState.OK);
        scheduler.tick();
        setClockBack(Duration.ofMinutes(25));
        scheduler.tick();
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:30 ok");
        live(scheduler, 28);

        assertThat(RecordedSlots.in(reports))
                .containsExactly("08:00 ok", "08:30 ok", "08:10 ok", "08:20 ok", "08:30 ok");
    }

    @Test
    void anIntervalGoesOnAtOnceWhenAClockThatWasAnHourAheadIsSetBack() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        live(scheduler, 60);
        setClockBack(Duration.ofMinutes(60));
        runs.clear();

        live(scheduler, 60);

        assertThat(runs).hasSize(6);
        assertThat(dueTimes()).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void theNextRunnerGoesOnAtOnceTooWhenTheClockWasSetBackInBetween() throws Exception {
        Scheduler before = start(OnMissed.SKIP);
        live(before, 60);
        before.close();
        setClockBack(Duration.ofMinutes(60));
        runs.clear();

        live(start(OnMissed.SKIP), 60);

        assertThat(runs).hasSize(5);
        assertThat(dueTimes()).doesNotHaveDuplicates().hasSize(11);
    }

    @Test
    void noIntervalIsLongerThanItIsWhenTheClockIsSetBackWithinIt() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        live(scheduler, 9);
        setClockBack(Duration.ofMinutes(8));
        runs.clear();
        scheduler.tick();
        after(Duration.ofSeconds(59));
        scheduler.tick();
        assertThat(runs).isEmpty();

        after(Duration.ofSeconds(2));
        scheduler.tick();

        assertThat(runs).hasSize(1);
    }

    @Test
    void aSleepOfTenWeeksLeavesALineForEachDueTimeOfThirtyDays() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofDays(70).plusMinutes(5));
        scheduler.tick();

        assertThat(RecordedSlots.in(reports)).hasSize(30 * 24 * 6).doesNotContain("08:00 ok");
    }

    @Test
    void aDueTimeInAWindowOfMaintenanceIsSkippedAndTheNextOneRuns() throws Exception {
        MaintenanceWindow window =
                new MaintenanceWindow(CronExpression.parse("10 8 * * *"), Duration.ofMinutes(20), ZoneOffset.UTC);
        Scheduler scheduler = start(job(OnMissed.RUN_ONCE, Job.GRACE, window));

        live(scheduler, 45);

        assertThat(RecordedSlots.in(reports))
                .containsExactly("08:00 ok", "08:10 skipped", "08:20 skipped", "08:30 ok", "08:40 ok");
    }

    @Test
    void theNextRunnerRunsWhatWasDueMeanwhileIfTheGraceIsLongerThanTheRestart() throws Exception {
        Scheduler before = start(job(OnMissed.SKIP, Duration.ofMinutes(5)));
        live(before, 9);
        before.close();
        after(Duration.ofMinutes(4)); // 08:10 passes

        live(start(job(OnMissed.SKIP, Duration.ofMinutes(5))), 1);

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok");
    }

    @Test
    void aJobThatIsRenewedKeepsItsDueTimesAndTheRunThatIsGoing() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        scheduler.tick();
        after(Duration.ofMinutes(9));
        scheduler.renew(List.of(job(OnMissed.SKIP, Duration.ofMinutes(2))));
        after(Duration.ofMinutes(2));
        scheduler.tick(); // 08:10 passes while the run of 08:00 goes on
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofMinutes(10)); // later than the old grace, and not than the new one
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:10 skipped", "08:00 ok", "08:20 ok");
        assertThat(runs).hasSize(2);
    }

    @Test
    void aJobThatIsGoneBeginsNoMoreAndTheEndOfItsRunIsRecorded() throws Exception {
        Scheduler scheduler = start(OnMissed.SKIP);
        scheduler.tick();
        Job atStart = Jobs.job("start", new Trigger.OnStartup(), OnMissed.SKIP);

        scheduler.renew(List.of(atStart, Jobs.job("other", EVERY_TEN_MINUTES, OnMissed.SKIP)));
        after(Duration.ofMinutes(11));
        scheduler.tick();

        assertThat(scheduler.isIdle()).isFalse();
        runs.forEach(run -> run.complete(SlotState.OK));
        scheduler.tick();
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 missed", "08:10 missed", "08:00 ok");
        assertThat(scheduler.isIdle()).isTrue();
    }

    private static Job job(OnMissed onMissed, Duration grace, MaintenanceWindow... windows) {
        Job plain = job(onMissed);
        return new Job(
                plain.name(),
                plain.trigger(),
                plain.actions(),
                plain.timeout(),
                plain.retries(),
                onMissed,
                grace,
                List.of(windows));
    }

    private Scheduler start(OnMissed onMissed) throws IOException {
        return start(job(onMissed));
    }

    private Scheduler start(Job one) throws IOException {
        return new Scheduler(
                List.of(one),
                Optional.empty(),
                (job, due) -> {
                    runs.add(new CompletableFuture<>());
                    return runs.get(runs.size() - 1);
                },
                SlotLog.open(reports, line -> {}),
                () -> now,
                () -> elapsed.toNanos());
    }

    private static Job job(OnMissed onMissed) {
        return Jobs.job("sync", EVERY_TEN_MINUTES, onMissed);
    }

    private void end(SlotState state) {
        runs.get(runs.size() - 1).complete(state);
    }

    private void after(Duration time) {
        now = now.plus(time);
        elapsed = elapsed.plus(time);
    }

    /** Somebody sets the clock: no time passes. */
    private void setClockBack(Duration by) {
        now = now.minus(by);
    }

    /** A tick every 20 seconds; what begins ends at once. */
    private void live(Scheduler scheduler, int minutes) throws IOException {
        for (int tick = 0; tick < 3 * minutes; tick++) {
            scheduler.tick();
            runs.forEach(run -> run.complete(SlotState.OK));
            scheduler.tick();
            after(Duration.ofSeconds(20));
        }
    }

    private List<Instant> dueTimes() throws IOException {
        return Files.readAllLines(reports.resolve(SlotLog.FILE)).stream()
                .map(line -> Slot.parse(line).orElseThrow().due())
                .toList();
    }
}
