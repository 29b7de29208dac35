package org.corebucket.bridge.automation.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.automation.job.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runner that ran at 08:00 and at 08:10, and then finds its records as a broken disk left them. */
final class DamagedSlotsTest {

    @TempDir
    private Path reports;

    private final List<String> told = new ArrayList<>();
    private final List<String> runs = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");

    @BeforeEach
    void twoRuns() throws IOException {
        Scheduler scheduler = start();
        for (int i = 0; i < 3; i++) {
            scheduler.tick();
            scheduler.tick();
            now = now.plus(Duration.ofMinutes(5));
        }
        now = now.minusSeconds(1); // 08:14:59
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok");
        runs.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "garbage", "\0\0\0\0\0\0\0\0", "{\"size\":12,\"jobs\":{\"sync\":", "[]", "{}", "\u00e9"})
    void aStateThatCannotBeUnderstoodIsSetAsideAndTheRecordSaysHowFarJobsCame(String content) throws Exception {
        Files.write(state(), content.getBytes(StandardCharsets.ISO_8859_1));

        Scheduler scheduler = start();
        scheduler.tick();
        now = Instant.parse("2026-11-23T08:20:01Z");
        scheduler.tick();
        scheduler.tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok", "08:20 ok");
        assertThat(reports.resolve("slots.state.json.damaged"))
                .hasBinaryContent(content.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(told)
                .singleElement()
                .asString()
                .contains("can't be understood, and is now slots.state.json.damaged");
    }

    @Test
    void whatMayHaveBegunIsRecordedAsStoppedAndNotRunTwice() throws Exception {
        now = Instant.parse("2026-11-23T08:20:01Z");
        start().tick();
        assertThat(runs).hasSize(1);
        Files.write(state(), new byte[128]);
        Files.write(
                reports.resolve(SlotLog.FILE),
                Files.readAllLines(reports.resolve(SlotLog.FILE)).subList(0, 2));
        now = now.plusSeconds(5);

        start().tick();

        assertThat(runs).hasSize(1);
        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok", "08:20 stopped");
    }

    @Test
    void aStateThatIsGoneIsAsOneThatCannotBeUnderstood() throws Exception {
        Files.delete(state());
        now = Instant.parse("2026-11-23T08:35:00Z");

        start().tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok", "08:20 stopped", "08:30 missed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00e9\n", "{\"job\":\"\u00e9\"}\n", "\0\0\0\0\n", "\n", "\0\0\0\0", "x"})
    void linesThatAreNoSlotsAreSetAsideAndAllOthersStay(String damage) throws Exception {
        byte[] good = Files.readAllBytes(reports.resolve(SlotLog.FILE));
        Files.write(
                reports.resolve(SlotLog.FILE), damage.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        byte[] bad = Files.readAllBytes(reports.resolve(SlotLog.FILE));
        now = Instant.parse("2026-11-23T08:20:01Z");

        Scheduler scheduler = start();
        scheduler.tick();
        scheduler.tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok", "08:20 ok");
        assertThat(Files.readAllBytes(reports.resolve(SlotLog.FILE))).startsWith(good);
        assertThat(Files.readAllBytes(reports.resolve("slots.jsonl.damaged"))).startsWith(bad);
        assertThat(told).singleElement().asString().startsWith("slots.jsonl had lines that are no slots");
    }

    @Test
    void damageInTheMiddleCostsItsLineAlone() throws Exception {
        byte[] bytes = Files.readAllBytes(reports.resolve(SlotLog.FILE));
        bytes[10] = (byte) 0xff;
        Files.write(reports.resolve(SlotLog.FILE), bytes);

        start().tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:10 ok");
        assertThat(reports.resolve("slots.jsonl.damaged")).hasBinaryContent(bytes);
    }

    @Test
    void whatACrashLeftTornIsNoDamage() throws Exception {
        Files.writeString(reports.resolve(SlotLog.FILE), "{\"job\":\"sync\",\"due\":\"2026", StandardOpenOption.APPEND);

        start().tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok");
        assertThat(told).isEmpty();
    }

    @Test
    void aDirectoryInThePlaceOfTheStateIsSetAsideAsWell() throws Exception {
        Files.delete(state());
        Files.createDirectories(state().resolve("lost+found"));
        now = Instant.parse("2026-11-23T08:20:01Z");

        Scheduler scheduler = start();
        scheduler.tick();
        scheduler.tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:00 ok", "08:10 ok", "08:20 stopped");
        assertThat(reports.resolve("slots.state.json.damaged/lost+found")).isDirectory();
        assertThat(told).singleElement().asString().contains("is now slots.state.json.damaged: it is no file");
    }

    @Test
    void aDirectoryOrALinkInThePlaceOfTheRecordIsSetAsideAsWell() throws Exception {
        Path record = reports.resolve(SlotLog.FILE);
        Files.delete(record);
        Files.createDirectory(record);
        start();
        Files.delete(record);
        Files.createSymbolicLink(record, Path.of("slots.jsonl.damaged"));
        now = Instant.parse("2026-11-23T08:20:01Z");

        Scheduler scheduler = start();
        scheduler.tick();
        scheduler.tick();

        assertThat(RecordedSlots.in(reports)).containsExactly("08:20 ok");
        assertThat(reports.resolve("slots.jsonl.damaged")).isDirectory();
        assertThat(reports.resolve("slots.jsonl.damaged.2")).isSymbolicLink();
        assertThat(told).hasSize(2).allSatisfy(line -> assertThat(line).contains("slots.jsonl was no file"));
    }

    private Path state() {
        return reports.resolve("slots.state.json");
    }

    private Scheduler start() throws IOException {
        return new Scheduler(
                List.of(Jobs.job("sync", new Trigger.Every(Duration.ofMinutes(10)), OnMissed.SKIP)),
                Optional.empty(),
                (job, due) -> {
                    runs.add(job.name());
                    return CompletableFuture.completedFuture(SlotState.OK);
                },
                SlotLog.open(reports, told::add),
                () -> now,
                System::nanoTime);
    }
}
