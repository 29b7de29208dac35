package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that run an entrypoint of the policy, in real processes: what {@code run} would run, and nothing else. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CommandJobTest {

    private Operator operator;

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
    }

    private void job(String entrypoint, String arguments) throws IOException {
        operator.write("canonical/automation/runner.json", """
                {"jobs": [{"name": "nightly", "retries": 0, "timeout": "%s",
                  "actions": [{"type": "command", "entrypoint": "%s", "arguments": [%s]}]}]}
                """.formatted("30s", entrypoint, arguments));
    }

    private Answer once() {
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
        return operator.run("run", "automation", "--once");
    }

    private String record() throws IOException {
        try (Stream<Path> reports = Files.list(operator.path("automation/reports"))) {
            Path report = reports.filter(file -> file.getFileName().toString().startsWith("run_"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(report);
        }
    }

    @Test
    void anApprovedCommandRunsAndItsExitIsInTheRecord() throws IOException {
        job("task", "\"say\"");

        Answer answer = once();

        assertThat(answer.code()).as(answer.toString()).isZero();
        assertThat(operator.text("canary")).isEqualTo("say\n");
        assertThat(record())
                .contains("\"timestamp\":\"", "\"ended\":\"", "\"duration_ms\":", "\"state\":\"ok\"")
                .contains("\"type\":\"command\"", "\"entrypoint\": \"task\"", "\"exit_code\": 0");
        assertThat(operator.text("automation/reports/engine.log")).contains("\"exit_code\":0");
        assertThat(operator.text("automation/reports/plugin_errors.log")).contains("trouble\\n");
    }

    @Test
    void anExitCodeFailsTheJob() throws IOException {
        job("task", "\"exit\", \"7\"");

        assertThat(once().code()).isEqualTo(1);

        assertThat(record())
                .contains("\"exit_code\": 7", "it ended with exit code 7; expected 0", "\"state\":\"failed\"");
    }

    @Test
    void whatRunWouldRefuseIsNotSealedAndDoesNotRun() throws IOException {
        job("task", "\"erase\"");
        assertThat(operator.run("automation", "check").err())
                .contains("JOB CAN'T RUN: canonical/automation/runner.json: job nightly runs task with arguments of no"
                        + " approved form: erase");
        assertThat(operator.run("freeze", "--reason", "test").code()).isNotZero();
        job("automation", "\"--once\"");
        assertThat(operator.run("automation", "check").err()).contains("which is built in and no process");
        job("nothing", "");
        assertThat(operator.run("automation", "check").err()).contains("which is no entrypoint of the policy");
        assertThat(operator.path("canary")).doesNotExist();
    }

    @Test
    void aCommandThatWasSealedUnaskedIsRefusedLikeByRun() throws Exception {
        job("task", "\"erase\"");
        TaskEntrypoint.freezeUnasked(operator);

        Answer answer = operator.run("run", "automation", "--once");

        assertThat(answer.code()).as(answer.toString()).isEqualTo(77);
        assertThat(record()).contains("arguments not approved");
        assertThat(operator.path("canary")).doesNotExist();
    }

    @Test
    void itsLinesAreJsonIfThatIsWanted() throws IOException {
        job("task", "\"exit\", \"7\"");
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();

        List<String> lines =
                operator.run("run", "--format", "json", "automation", "--once").lines();

        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("{\"timestamp\":\"2021-11-23T10:00:00Z\""));
        assertThat(lines.get(0)).endsWith("\"event\":\"begun\",\"jobs\":1,\"nodes\":1}");
        assertThat(lines.get(1))
                .contains("\"event\":\"job\",\"node_id\":\"node-001\",\"job\":\"nightly\",\"state\":\"failed\"")
                .contains("\"error\":\"command: it ended with exit code 7; expected 0\"");
        assertThat(lines.get(2)).endsWith("\"event\":\"ended\",\"state\":\"failed\"}");
        assertThat(operator.run("run", "--format", "json", "task").code()).isEqualTo(64);
    }
}
