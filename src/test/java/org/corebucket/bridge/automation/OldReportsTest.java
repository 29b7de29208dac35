package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed of the reports, and what stays. */
final class OldReportsTest {

    private static final Instant FIRST = Instant.parse("2026-11-23T08:00:00Z");
    private static final long MIB = 1L << 20;

    @TempDir
    private Path directory;

    private final List<String> trouble = new ArrayList<>();

    /** The report of a second, of so many bytes, none of which takes room on the disk. */
    private Path report(int second, long bytes) throws IOException {
        Path report =
                directory.resolve(OldReports.name(FIRST.plusSeconds(second).atOffset(ZoneOffset.UTC)));
        try (RandomAccessFile file = new RandomAccessFile(report.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return report;
    }

    private void remove() {
        new OldReports(directory, trouble::add).remove();
    }

    @Test
    void ofAThousandAndTwoReportsTheTwoOldestAreRemoved() throws Exception {
        List<Path> reports = new ArrayList<>();
        for (int second = 0; second < 1002; second++) {
            reports.add(report(second, 10));
        }

        remove();

        assertThat(reports.get(0)).doesNotExist();
        assertThat(reports.get(1)).doesNotExist();
        assertThat(reports.subList(2, 1002)).allMatch(Files::exists);
        assertThat(trouble).isEmpty();
    }

    @Test
    void whatTheNewestLeaveOfHalfAGibibyteTheOlderMayTake() throws Exception {
        Path tooMuch = report(0, 1);
        Path fits = report(1, 212 * MIB);
        Path newest = report(2, 300 * MIB);

        remove();

        assertThat(newest).exists();
        assertThat(fits).exists();
        assertThat(tooMuch).doesNotExist();
    }

    @Test
    void theReportThatIsBeingWrittenStaysHoweverLargeItIs() throws Exception {
        Path older = report(0, 1);
        Path newest = report(1, 600 * MIB);

        remove();

        assertThat(newest).exists();
        assertThat(older).doesNotExist();
    }

    @Test
    void theAgeOfAReportIsInItsNameWhateverItsTimeStampSays() throws Exception {
        Path newest = report(1, 300 * MIB);
        Path older = report(0, 300 * MIB);

        remove();

        assertThat(newest).exists();
        assertThat(older).doesNotExist();
    }

    @Test
    void whatIsNoReportByItsNameStaysAndCountsForNothing() throws Exception {
        Path first = report(0, 300 * MIB);
        List<Path> others = new ArrayList<>();
        for (String name : List.of(
                "slots.jsonl",
                "run_20261123_080000.jsonl.bak",
                "my_run_20261123_080000.jsonl",
                "run_2026_08.jsonl",
                "engine.log")) {
            Path other = Files.createFile(directory.resolve(name));
            try (RandomAccessFile file = new RandomAccessFile(other.toFile(), "rw")) {
                file.setLength(600 * MIB);
            }
            others.add(other);
        }
        Path second = report(1, 200 * MIB);

        remove();

        assertThat(others).allMatch(Files::exists);
        assertThat(second).exists();
        assertThat(first).exists();
    }

    @Test
    void aLinkOrADirectoryOfAReportsNameStaysAndSoDoesWhatItLeadsTo(@TempDir Path elsewhere) throws Exception {
        Path target = Files.writeString(elsewhere.resolve("target"), "kept");
        Path link = Files.createSymbolicLink(directory.resolve("run_20000101_000000.jsonl"), target);
        Path folder = Files.createDirectory(directory.resolve("run_20000101_000001.jsonl"));
        report(0, 600 * MIB);

        remove();

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("kept");
        assertThat(folder).isDirectory();
        assertThat(trouble).isEmpty();
    }

    @Test
    void whatCannotBeRemovedIsToldAndHarmsNobody() throws Exception {
        Files.delete(directory);

        remove();

        assertThat(trouble)
                .singleElement()
                .asString()
                .startsWith("old reports could not be removed from " + directory + ": ");
        Files.createDirectory(directory);
    }
}
