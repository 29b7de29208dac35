package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run's report, whose files are its own. */
final class RunReportTest {

    @TempDir
    private Path directory;

    private Instant now = Instant.parse("2026-11-23T23:59:58.500Z");
    private final List<String> trouble = new ArrayList<>();

    private RunReport begin() throws IOException {
        return RunReport.begin(directory.resolve("reports"), () -> now, trouble::add);
    }

    private JobReport job() {
        return new JobReport("job", NodeId.of(1), now, Duration.ofMillis(12), JobOutcome.OK, List.of());
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(directory.resolve("reports").resolve(name));
    }

    @Test
    void aRunThatGoesOnBeginsAnotherFileAtMidnight() throws Exception {
        RunReport report = begin();
        report.append(job());
        now = now.plusSeconds(1);
        report.append(job());
        now = now.plusSeconds(1);
        report.append(job());

        assertThat(lines("run_20261123_235958.jsonl"))
                .hasSize(2)
                .allMatch(line -> line.contains("\"run_id\":\"run_20261123_235958\""));
        assertThat(lines("run_20261124_000000.jsonl"))
                .singleElement()
                .asString()
                .contains("\"run_id\":\"run_20261124_000000\"");
    }

    @Test
    void aFullFileIsFollowedByAnother() throws Exception {
        RunReport report = begin();
        Path full = report.file();
        try (RandomAccessFile file = new RandomAccessFile(full.toFile(), "rw")) {
            file.setLength((16L << 20) + 1);
        }

        report.append(job());

        assertThat(report.file()).isNotEqualTo(full);
        assertThat(lines("run_20261123_235959.jsonl")).hasSize(1);
        assertThat(full).hasSize((16L << 20) + 1);
    }

    @Test
    void aReportOfAnotherRunIsNeverWrittenTo() throws Exception {
        RunReport first = begin();
        RunReport second = begin();
        first.append(job());
        second.append(job());

        assertThat(second.file()).isNotEqualTo(first.file());
        assertThat(lines("run_20261123_235958.jsonl")).hasSize(1);
        assertThat(lines("run_20261123_235959.jsonl")).hasSize(1);
    }

    @Test
    void aLinkInPlaceOfTheDirectoryIsNotFollowed(@TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(directory.resolve("reports"), elsewhere);

        assertThatThrownBy(this::begin)
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("expected a directory");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void whereEveryNameIsTakenNothingRuns() throws Exception {
        Path reports = Files.createDirectory(directory.resolve("reports"));
        Path any = Files.createFile(directory.resolve("any"));
        for (int second = 0; second < 3600; second++) {
            String name = OldReports.name(now.plusSeconds(second).atOffset(java.time.ZoneOffset.UTC));
            Files.createLink(reports.resolve(name), any);
        }

        assertThatThrownBy(this::begin).isInstanceOf(FileSystemException.class).hasMessageContaining("are taken");
    }

    @Test
    void oldReportsAreRemovedAsAnotherBegins() throws Exception {
        Path reports = Files.createDirectory(directory.resolve("reports"));
        Path old = reports.resolve("run_20261101_000000.jsonl");
        try (RandomAccessFile file = new RandomAccessFile(old.toFile(), "rw")) {
            file.setLength((512L << 20) + 1);
        }

        begin();

        assertThat(old).doesNotExist();
    }
}
