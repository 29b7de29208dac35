package org.corebucket.bridge.cli.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.automation.schedule.Scheduler;
import org.corebucket.bridge.automation.schedule.SlotPlace;
import org.corebucket.bridge.automation.schedule.SlotState;
import org.corebucket.bridge.automation.schedule.Slots;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code automation next} and {@code automation check}: what they print, and their exit codes. */
final class AutomationCommandTest {

    private static final String CRON = """
            {"jobs": [{"name": "nightly", "trigger": {"type": "cron", "value": "%s", "zone": "Europe/Berlin"},
              "actions": [{"type": "get_bucket_status"}]}]}
            """;
    private static final String NIGHTLY = CRON.formatted("30 2 * * *");
    private static final String OFTEN = CRON.formatted("30 * * * *");

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    private Path jobs(String json) throws IOException {
        return Files.writeString(operator.beside("jobs.json"), json);
    }

    private Answer next(String json, String from, String count) throws IOException {
        return operator.run(
                "automation",
                "next",
                "--from",
                from,
                "--count",
                count,
                jobs(json).toString());
    }

    @Test
    void whereClocksGoForwardAJobOfTheSkippedHourRunsAtTheChange() throws IOException {
        assertThat(next(NIGHTLY, "2027-03-27T00:00:00Z", "3")).isEqualTo(new Answer(0, """
                nightly: cron 30 2 * * * Europe/Berlin
                  2027-03-27T01:30:00Z  2027-03-27 02:30 +01:00  in 1949 d 15 h
                  -- clocks go forward on 2027-03-28 from 02:00 to 03:00: what is due between runs once, at the change
                  2027-03-28T01:00:00Z  2027-03-28 03:00 +02:00  in 1950 d 15 h
                  2027-03-29T00:30:00Z  2027-03-29 02:30 +02:00  in 1951 d 14 h
                """, ""));
    }

    @Test
    void whereClocksGoBackAJobOfTheRepeatedHourRunsTheFirstTime() throws IOException {
        assertThat(next(NIGHTLY, "2027-10-31T00:00:00Z", "2").out()).isEqualTo("""
                nightly: cron 30 2 * * * Europe/Berlin
                  2027-10-31T00:30:00Z  2027-10-31 02:30 +02:00  in 2167 d 14 h
                  -- clocks go back on 2027-10-31 from 03:00 to 02:00: what is due between runs the first time
                  2027-11-01T01:30:00Z  2027-11-01 02:30 +01:00  in 2168 d 15 h
                """);
    }

    @Test
    void aJobOfEveryHourFollowsTheClock() throws IOException {
        assertThat(next(OFTEN, "2027-10-31T00:00:00Z", "2").out())
                .contains("2027-10-31T00:30:00Z  2027-10-31 02:30 +02:00")
                .contains("what is due between runs both times")
                .contains("2027-10-31T01:30:00Z  2027-10-31 02:30 +01:00");
        assertThat(next(OFTEN, "2027-03-28T00:00:00Z", "2").out())
                .contains("2027-03-28T00:30:00Z  2027-03-28 01:30 +01:00")
                .contains("nothing is due between")
                .contains("2027-03-28T01:30:00Z  2027-03-28 03:30 +02:00");
    }

    @Test
    void aDueTimeInAWindowOfMaintenanceIsShownAsSkipped() throws IOException {
        String json = NIGHTLY.replace(
                "\"actions\"",
                "\"grace\": \"5m\", \"maintenance\": [{\"begin\": \"0 2 1 * *\", \"length\": \"2h\", \"zone\":"
                        + " \"Europe/Berlin\"}], \"actions\"");

        assertThat(next(json, "2027-01-31T00:00:00Z", "3").lines().stream()
                        .map(line -> line.endsWith("  skipped: maintenance")))
                .containsExactly(false, false, true, false);
        assertThat(next(json.replace("0 2 1 * *", "0 2 1 *"), "2027-01-31T00:00:00Z", "1")
                        .err())
                .contains("field \"begin\": \"0 2 1 *\" has 4 fields, not five");
    }

    @Test
    void intervalsGoOnFromWhatARunnerRecorded() throws IOException {
        Job job = new Job(
                "finance_sync",
                new Trigger.Every(Duration.ofMinutes(30)),
                List.of(),
                Duration.ofSeconds(60),
                0,
                Job.OnMissed.SKIP);
        Path reports = Files.createDirectories(operator.path("automation/reports"));
        try (Slots slots = SlotPlace.FILES.open("node-001", reports, line -> {})) {
            new Scheduler(
                            List.of(job),
                            Optional.empty(),
                            (one, run) -> CompletableFuture.completedStage(SlotState.OK),
                            slots,
                            InstantSource.fixed(operator.now().minus(Duration.ofMinutes(10))),
                            System::nanoTime)
                    .tick();
        }
        Map<String, String> before = TreeSnapshot.of(operator.root());

        assertThat(operator.run("automation", "next", "--job", "finance_sync", "--count", "2"))
                .isEqualTo(new Answer(0, """
                finance_sync: every 30m
                  2021-11-23T10:20:00Z  in 20 min
                  2021-11-23T10:50:00Z  in 50 min
                """, ""));
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void aJobWithoutATriggerWantsTheRunnersInterval() {
        assertThat(operator.run("automation", "next", "--job", "sync_test").out())
                .isEqualTo("sync_test: at the runner's --interval\n");
        assertThat(operator.run("automation", "next", "--job", "sync_test", "--interval", "120", "--count", "2")
                        .lines())
                .containsExactly(
                        "sync_test: at the runner's --interval",
                        "  2021-11-23T10:00:00Z  just now",
                        "  2021-11-23T12:00:00Z  in 2 h");
    }

    @Test
    void whatCannotBeAnsweredIsNamed() throws IOException {
        assertThat(operator.run("automation", "next", "--job", "nothing"))
                .isEqualTo(
                        new Answer(
                                66,
                                "",
                                "bridgectl: canonical/automation/runner.json has no job \"nothing\"; it has: education_sync,"
                                        + " finance_sync, creative_sync, robotics_sync, heartbeat, latency_probe, sync_test\n"));
        assertThat(next(NIGHTLY, "tomorrow", "3").code()).isEqualTo(64);
        assertThat(next(NIGHTLY, "2027-10-31T00:00:00Z", "0").err())
                .startsWith("bridgectl: --count is a number from 1 to 1000, not 0\n");
        assertThat(next(CRON.formatted("61 * * * *"), "2027-10-31T00:00:00Z", "1"))
                .isEqualTo(
                        new Answer(
                                65,
                                "",
                                "bridgectl: " + operator.beside("jobs.json")
                                        + ":1: field \"value\": the minute \"61\" is not from 0 to 59; write one like \"0 */2 * * *\"\n"));
        assertThat(operator.run("automation", "next", "missing.json").code()).isEqualTo(66);
    }

    @Test
    void anUnsealedFileOfTheDeploymentIsReadAndSaidToBeUnsealed() throws IOException {
        operator.write("canonical/automation/runner.json", NIGHTLY);

        Answer answer = operator.run("automation", "check");

        assertThat(answer)
                .isEqualTo(new Answer(
                        0,
                        "nightly: cron 30 2 * * * Europe/Berlin\ncanonical/automation/runner.json: 1 job, all can run\n",
                        "bridgectl: canonical/automation/runner.json is not as it was sealed;"
                                + " bridgectl freeze --reason TEXT seals it\n"));
    }

    @Test
    void aFileThatNobodyWouldSealCannotRun() throws IOException {
        String plugin = """
                {"jobs": [{"name": "one", "actions": [
                  {"type": "run_plugin", "plugin": "%s", "argv": ["{file}"]}]}]}
                """;
        Answer answer = operator.run(
                "automation", "check", jobs(plugin.formatted("tools/probe")).toString());

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("job one runs tools/probe, which is not among the sealed files");
        assertThat(answer.out()).endsWith("jobs.json: 1 job, 1 can't run\n");

        Files.createDirectories(operator.path("canonical/tools"));
        operator.write("canonical/tools/probe", "#!/bin/sh\n");
        assertThat(operator.run(
                        "automation",
                        "check",
                        "--quiet",
                        jobs(plugin.formatted("canonical/tools/probe")).toString()))
                .isEqualTo(new Answer(0, "", ""));
    }

    @Test
    void standardInputIsAFileToo() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(NIGHTLY.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(operator.run("automation", "check", "-").out()).endsWith("standard input: 1 job, all can run\n");
        } finally {
            System.setIn(before);
        }
    }
}
