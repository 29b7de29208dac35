package org.corebucket.bridge.automation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.automation.job.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every record of due times does for the runner that has it. The test of one extends this, and says how it is opened and what
 * is in it.
 */
public abstract class SlotsContract {

    private static final Trigger EVERY_TEN_MINUTES = new Trigger.Every(Duration.ofMinutes(10));

    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private Duration elapsed = Duration.ZERO;
    private final List<Slots> opened = new ArrayList<>();
    private final List<CompletableFuture<SlotState>> runs = new ArrayList<>();

    /** The record as a runner opens it that has just started on this host; what was recorded before is in it. */
    protected abstract Slots open() throws Exception;

    /** Has the clock by which due times go show the time of {@link #now}. */
    protected abstract void setClock(Instant time) throws Exception;

    /** All that is recorded of ends, by due time: {@code 08:10 ok}. */
    protected abstract List<String> recorded() throws Exception;

    /** The monotonic clock. */
    protected final long nanos() {
        return elapsed.toNanos();
    }

    @AfterEach
    final void closeAll() throws IOException {
        for (Slots slots : opened) {
            slots.close();
        }
    }

    private Slots slots() throws Exception {
        setClock(now);
        Slots slots = open();
        opened.add(slots);
        return slots;
    }

    private Scheduler start(Job... jobs) throws Exception {
        return start(slots(), jobs);
    }

    private Scheduler start(Slots slots, Job... jobs) throws Exception {
        slots.timeIs(now);
        return new Scheduler(
                List.of(jobs),
                Optional.empty(),
                (job, run) -> {
                    runs.add(new CompletableFuture<>());
                    return runs.get(runs.size() - 1);
                },
                slots,
                slots.clock(() -> now),
                this::nanos);
    }

    private static Job job(OnMissed onMissed) {
        return Jobs.job("sync", EVERY_TEN_MINUTES, onMissed);
    }

    private void end(SlotState state) {
        runs.get(runs.size() - 1).complete(state);
    }

    private void after(Duration time) throws Exception {
        now = now.plus(time);
        elapsed = elapsed.plus(time);
        setClock(now);
    }

    @Test
    void eachDueTimeThatRanHasItsEnd() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        end(SlotState.OK);
        after(Duration.ofMinutes(10));
        scheduler.tick();
        end(SlotState.FAILED);
        after(Duration.ofMinutes(10));
        scheduler.tick();
        end(SlotState.REFUSED);
        scheduler.tick();

        assertThat(recorded()).containsExactly("08:00 ok", "08:10 failed", "08:20 refused");
    }

    @Test
    void whatIsDueWhileTheRunBeforeItIsGoingIsSkipped() throws Exception {
        Scheduler scheduler = start(job(OnMissed.RUN_ONCE));
        scheduler.tick();
        after(Duration.ofMinutes(10));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();

        assertThat(runs).hasSize(1);
        assertThat(recorded()).containsExactly("08:00 ok", "08:10 skipped");
    }

    @Test
    void whatWasNotNoticedInTimeIsMissed() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofMinutes(35));
        scheduler.tick();

        assertThat(runs).hasSize(1);
        assertThat(recorded()).containsExactly("08:00 ok", "08:10 missed", "08:20 missed", "08:30 missed");
    }

    @Test
    void theLastOfThoseIsRunIfTheJobSaysSo() throws Exception {
        Scheduler scheduler = start(job(OnMissed.RUN_ONCE));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofMinutes(35));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();

        assertThat(recorded()).containsExactly("08:00 ok", "08:10 missed", "08:20 missed", "08:30 ok");
    }

    @Test
    void aRunThatARunnerDiedInIsStoppedAndTheIntervalGoesOn() throws Exception {
        start(job(OnMissed.SKIP)).tick();
        after(Duration.ofMinutes(25));
        Scheduler next = start(job(OnMissed.SKIP));
        next.tick();
        after(Duration.ofMinutes(5));
        next.tick();
        end(SlotState.OK);
        next.tick();

        assertThat(runs).hasSize(2);
        assertThat(recorded()).containsExactly("08:00 stopped", "08:10 missed", "08:20 missed", "08:30 ok");
    }

    @Test
    void afterAStopNothingBeginsAndWhatIsDueIsStopped() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        scheduler.stop();
        after(Duration.ofMinutes(10));
        scheduler.tick();

        assertThat(scheduler.isIdle()).isTrue();
        assertThat(runs).hasSize(1);
        assertThat(recorded()).containsExactly("08:00 ok", "08:10 stopped");
    }

    @Test
    void aRunThatHasNotEndedIsStoppedByClosing() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        scheduler.close();

        assertThat(recorded()).containsExactly("08:00 stopped");
    }

    @Test
    void whenTheClockGoesBackWhatRanIsNotRunAgainAndWhatDidNotIsOpenAgain() throws Exception {
        Job job = Jobs.cron("sync", "*/10 * * * *", "UTC", OnMissed.SKIP);
        Scheduler scheduler = start(job);
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofMinutes(30));
        scheduler.tick(); // 08:10 and 08:20 are missed, 08:30 runs
        end(SlotState.OK);
        scheduler.tick();
        now = now.minus(Duration.ofMinutes(25));
        setClock(now);
        scheduler.tick();
        assertThat(recorded()).containsExactly("08:00 ok", "08:30 ok");
        for (int minute = 0; minute < 26; minute++) {
            after(Duration.ofMinutes(1));
            scheduler.tick();
            end(SlotState.OK);
            scheduler.tick();
        }

        assertThat(runs).hasSize(4);
        assertThat(recorded()).containsExactly("08:00 ok", "08:10 ok", "08:20 ok", "08:30 ok");
    }

    @Test
    void aRunByHandIsRecordedAndShiftsNothing() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        scheduler.close();
        after(Duration.ofMinutes(15));
        Slots slots = slots();
        Slots.DueRun asked = new Slots.DueRun(new BegunRun("sync", now, now, true), Duration.ofMinutes(1), false);
        slots.end(slots.beginOnce(asked).run(), SlotState.OK, now);
        start(job(OnMissed.SKIP)).tick();

        assertThat(recorded()).containsExactly("08:00 stopped", "08:10 missed", "08:15 ok");
    }

    @Test
    void aRunByHandThatIsCutShortIsStopped() throws Exception {
        slots().beginOnce(new Slots.DueRun(new BegunRun("sync", now, now, true), Duration.ofMinutes(1), false));
        after(Duration.ofMinutes(5));
        start(job(OnMissed.SKIP)).tick();

        assertThat(recorded()).contains("08:00 stopped");
    }

    @Test
    void anotherTriggerBeginsAnew() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.close();
        after(Duration.ofMinutes(35));
        Scheduler changed = start(Jobs.job("sync", new Trigger.Every(Duration.ofMinutes(20)), OnMissed.SKIP));
        changed.tick();
        end(SlotState.OK);
        changed.tick();

        assertThat(recorded()).containsExactly("08:00 ok", "08:35 ok");
    }

    @Test
    void aJobAtTheStartIsRunAtEachStartOfARunnerThatIsAlone() throws Exception {
        Job job = Jobs.job("sync", new Trigger.OnStartup(), OnMissed.SKIP);
        for (int starts = 0; starts < 2; starts++) {
            Slots slots = slots();
            Scheduler scheduler = start(slots, job);
            scheduler.tick();
            end(SlotState.OK);
            scheduler.close();
            slots.close();
            after(Duration.ofMinutes(1));
        }

        assertThat(recorded()).containsExactly("08:00 ok", "08:01 ok");
    }

    @Test
    void whatLiesBackThirtyDaysIsRemoved() throws Exception {
        Scheduler scheduler = start(job(OnMissed.SKIP));
        scheduler.tick();
        end(SlotState.OK);
        scheduler.tick();
        after(Duration.ofDays(32));
        scheduler.tick();
        after(Duration.ofHours(25));
        scheduler.tick();

        assertThat(recorded()).doesNotContain("08:00 ok").hasSizeBetween(30 * 24 * 6, 31 * 24 * 6 + 6);
    }
}
