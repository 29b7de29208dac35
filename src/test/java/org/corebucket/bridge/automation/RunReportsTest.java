package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.deployment.Deployment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunReportsTest {

    @TempDir
    private Path root;

    private Path reports;

    @BeforeEach
    void makeTheDirectory() throws IOException {
        reports = Files.createDirectories(root.resolve("automation/reports"));
    }

    @Test
    void aJobIsOkAsItsReportStatesWhateverItsFirstTryDid() throws IOException {
        write("run_20261123_080000.jsonl", line("retried", "\"state\": \"ok\",", false));
        write("run_20261123_080001.jsonl", line("stopped", "\"state\": \"stopped\",", true));
        assertThat(RunReports.of(new Deployment(root)).last())
                .extracting(run -> run.job() + " " + run.success())
                .containsExactly("retried true", "stopped false");
    }

    @Test
    void withoutAStatementAllActionsMustHaveSucceeded() throws IOException {
        write("run_20261123_080000.jsonl", line("good", "", true) + line("bad", "", false));
        assertThat(RunReports.of(new Deployment(root)).last())
                .extracting(run -> run.job() + " " + run.success())
                .containsExactly("bad false", "good true");
    }

    @Test
    void onlyTheNewestReportsAreRead() throws IOException {
        for (int i = 10; i < 60; i++) {
            write("run_20261123_0800" + i + ".jsonl", line("job-" + i, "", true));
        }
        assertThat(RunReports.of(new Deployment(root)).last())
                .hasSize(32)
                .extracting(RunReports.JobRun::job)
                .contains("job-28", "job-59");
    }

    @Test
    void whatIsNoPlainFileIsPassedOver() throws IOException {
        Files.createDirectory(reports.resolve("run_20261123_080000.jsonl"));
        Files.createSymbolicLink(reports.resolve("run_20261123_080001.jsonl"), Path.of("/dev/zero"));
        assertThat(RunReports.of(new Deployment(root)).last()).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(reports.resolve(name), text);
    }

    private static String line(String job, String state, boolean success) {
        return "{\"job_name\": \"" + job + "\", " + state + " \"timestamp\": \"2026-11-23T08:00:00Z\", \"actions\":"
                + " [{\"success\": " + success + "}]}\n";
    }
}
