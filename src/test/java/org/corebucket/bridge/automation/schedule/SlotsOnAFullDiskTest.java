package org.corebucket.bridge.automation.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.testkit.SmallDisk;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a full disk nothing begins of which there is no record, and no due time gets lost or two states. */
final class SlotsOnAFullDiskTest {

    private static final Job JOB = Jobs.job("sync", new Trigger.Every(Duration.ofMinutes(10)), Job.OnMissed.SKIP);

    @AutoClose
    private SmallDisk disk;

    private Path reports;
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");
    private final List<CompletableFuture<SlotState>> runs = new ArrayList<>();

    @BeforeEach
    void mount(@TempDir Path directory) throws Exception {
        disk = SmallDisk.at(directory.resolve("disk"), 512);
        reports = directory.resolve("disk/reports");
    }

    private Scheduler start() throws IOException {
        return new Scheduler(
                List.of(JOB),
                Optional.empty(),
                (job, due) -> {
                    runs.add(new CompletableFuture<>());
                    return runs.get(runs.size() - 1);
                },
                SlotLog.open(reports, line -> {}),
                () -> now,
                System::nanoTime);
    }

    private void assertNoRoom(Scheduler scheduler) {
        assertThatThrownBy(scheduler::tick)
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(reports.toString())
                .hasMessageEndingWith(": No space left on device");
    }

    @Test
    void aRunThatCannotBeNotedDoesNotBeginUntilThereIsRoom() throws Exception {
        Scheduler scheduler = start();
        disk.fillBut(0);
        assertNoRoom(scheduler);
        assertThat(runs).isEmpty();
        disk.makeRoom();

        scheduler.tick();
        runs.get(0).complete(SlotState.OK);
        scheduler.tick();

        assertThat(runs).hasSize(1);
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok");
    }

    @Test
    void aRunThatWasNotedAtTheSecondTryHasOneStateAfterACrash() throws Exception {
        Scheduler scheduler = start();
        disk.fillBut(0);
        assertNoRoom(scheduler);
        disk.makeRoom();
        scheduler.tick();

        start();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 stopped");
    }

    @Test
    void aRunThatNeverBeganForWantOfRoomIsMissedAndNotStopped() throws Exception {
        Scheduler scheduler = start();
        disk.fillBut(0);
        assertNoRoom(scheduler);
        disk.makeRoom();
        now = now.plusSeconds(31);

        start().tick();

        assertThat(runs).isEmpty();
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 missed");
    }

    @Test
    void linesThatDoNotFitAreWrittenWhollyOrNotAtAllAndOnceThereIsRoom() throws Exception {
        Scheduler scheduler = start();
        scheduler.tick();
        runs.get(0).complete(SlotState.OK);
        scheduler.tick();
        byte[] before = Files.readAllBytes(reports.resolve(SlotLog.FILE));
        now = now.plus(Duration.ofDays(3)).plusSeconds(60);
        disk.fillBut(2);
        assertNoRoom(scheduler);
        assertThat(reports.resolve(SlotLog.FILE)).hasBinaryContent(before);
        disk.makeRoom();

        scheduler.tick();

        List<String> recorded = RecordedSlots.in(reports);
        assertThat(recorded).hasSize(1 + 3 * 24 * 6).startsWith("08:00 ok", "08:10 missed", "08:20 missed");
    }

    @Test
    void anEndThatCannotBeRecordedIsRecordedOnceThereIsRoom() throws Exception {
        Scheduler scheduler = start();
        scheduler.tick();
        runs.get(0).complete(SlotState.FAILED);
        disk.fillBut(0);
        assertNoRoom(scheduler);
        assertThat(scheduler.isIdle()).isFalse();
        disk.makeRoom();

        scheduler.tick();

        assertThat(scheduler.isIdle()).isTrue();
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 failed");
    }
}
