package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not run does not: 77, a reason, a line in both logs, and nothing was executed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalTableTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Operator operator;

    @BeforeAll
    void deployment(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
        Files.createSymbolicLink(operator.path("link.sh"), Path.of(TaskEntrypoint.TASK));
        Files.createSymbolicLink(operator.path("linked"), Path.of("jobs"));
        operator.write("jobs/unlisted.sh", "echo unlisted >>canary\n");
        operator.write("jobs/test_it.py", "open('canary', 'a')\n");
        operator.setMode("jobs/test_it.py", "rwxrwxrwx");
    }

    static Stream<List<String>> forbidden() {
        return Stream.of(
                        "test_health_endpoint.py",
                        "health_test.py",
                        "demo_script.py",
                        "load_test.py",
                        "load_test_v5.py",
                        "localhost_test.py",
                        "final_verification.py",
                        "automation/plugins/heartbeat.py",
                        "jobs/test_it.py",
                        "test_that_is_not_there.py",
                        "./test_security.py",
                        "jobs/../test_security.py",
                        "src/../test_security.py",
                        "automation//plugins/heartbeat.py",
                        "automation/./plugins/heartbeat.py",
                        "automation\\plugins\\heartbeat.py",
                        "TEST_SECURITY.PY",
                        "test_security.py/",
                        "/test_security.py",
                        "ｔest_security.py",
                        "test_cafe\u0301.py")
                .map(List::of);
    }

    static Stream<List<String>> notListed() {
        return Stream.of(
                        "",
                        " ",
                        ".",
                        "..",
                        "/",
                        "nothing",
                        "jobs",
                        "jobs/",
                        "jobs/unlisted.sh",
                        "./jobs/task.sh",
                        "jobs/./task.sh",
                        "jobs//task.sh",
                        "jobs/task.sh/",
                        "jobs/../jobs/task.sh",
                        "../deployment/jobs/task.sh",
                        "jobs\\task.sh",
                        "jobs/Task.sh",
                        "JOBS/TASK.SH",
                        "link.sh",
                        "linked/task.sh",
                        "Task",
                        "task ",
                        " task",
                        "task\n",
                        "t\u0430sk",
                        "jobs/task\u0301.sh",
                        "ｔask",
                        "/bin/sh",
                        "sh",
                        "canonical/policy.json",
                        "CANONICAL_RUN.md",
                        "\u001b[2Jtask",
                        "*",
                        "task;id",
                        "$(id)",
                        "\ud800")
                .map(List::of);
    }

    static Stream<List<String>> notApproved() {
        return Stream.of(
                        List.of(""),
                        List.of("", ""),
                        List.of(" "),
                        List.of("tell", ""),
                        List.of("tell", "more"),
                        List.of("tell "),
                        List.of("TELL"),
                        List.of("exit"),
                        List.of("exit 3"),
                        List.of("exit", "0"),
                        List.of("exit", "-1"),
                        List.of("exit", "+1"),
                        List.of("exit", "01"),
                        List.of("exit", "1.0"),
                        List.of("exit", "1e3"),
                        List.of("exit", "0x1"),
                        List.of("exit", "1000000000"),
                        List.of("exit", "99999999999999999999"),
                        List.of("exit", "\u0661"),
                        List.of("exit", "1;id"),
                        List.of("exit", "{code}"),
                        List.of("exit", "1", "2"),
                        List.of("--level"),
                        List.of("--level=3"),
                        List.of("--level", "3", "--watch"),
                        List.of("--dry-run"),
                        List.of("--help", "--level"),
                        List.of("--"),
                        List.of("--", "tell"),
                        List.of("tell;touch canary"),
                        List.of("$(touch canary)"),
                        List.of("`touch canary`"),
                        List.of("&&", "touch", "canary"),
                        List.of("|", "sh"),
                        List.of("tell\nfork"),
                        List.of("tell\u0000"),
                        List.of("@/etc/passwd"),
                        List.of("'tell'"),
                        List.of("*"))
                .map(arguments -> {
                    List<String> words = new ArrayList<>(List.of("task"));
                    words.addAll(arguments);
                    return words;
                });
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void aForbiddenFileIsRefusedInWhateverSpelling(List<String> words) throws Exception {
        assertRefused("forbidden", words);
    }

    @ParameterizedTest
    @MethodSource("notListed")
    void whatIsNoEntrypointToTheLetterIsNotListed(List<String> words) throws Exception {
        assertRefused("not listed", words);
    }

    @ParameterizedTest
    @MethodSource("notApproved")
    void argumentsOfNoApprovedFormAreRefused(List<String> words) throws Exception {
        assertRefused("arguments not approved", words);
    }

    @Test
    void anAbsolutePathOfAForbiddenFileIsForbidden() throws Exception {
        assertRefused("forbidden", List.of(operator.path("test_security.py").toString()));
        assertRefused("forbidden", List.of(operator.path("jobs/../load_test.py").toString()));
    }

    @Test
    void theAbsolutePathOfAnEntrypointIsNotListed() throws Exception {
        assertRefused("not listed", List.of(operator.path(TaskEntrypoint.TASK).toString()));
    }

    @Test
    void aCommandLineOfAMegabyteMakesALineOfAPage() throws Exception {
        List<String> words = new ArrayList<>(List.of("task"));
        for (int i = 0; i < 1000; i++) {
            words.add("x".repeat(1000));
        }

        assertRefused("arguments not approved", words);

        assertThat(TaskEntrypoint.last(operator, "logs/security_rejects.log")).hasSizeLessThan(16_000);
    }

    @AfterAll
    void nothingWasExecutedAndNothingIsLeft() {
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    private void assertRefused(String reason, List<String> words) throws Exception {
        int rejects = TaskEntrypoint.log(operator, "logs/security_rejects.log").size();
        int audits = TaskEntrypoint.log(operator, "logs/production_audit.jsonl").size();
        List<String> line = new ArrayList<>(List.of("run", "--"));
        line.addAll(words);

        Answer answer = operator.run(line.toArray(String[]::new));

        assertThat(answer.err())
                .startsWith("bridgectl: refused, " + reason + ": ")
                .hasLineCount(2);
        assertThat(answer.err()).matches("[\\x20-\\x7e\\n]*");
        assertThat(answer.out()).isEmpty();
        assertThat(answer.code()).isEqualTo(77);
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
        List<String> rejected = TaskEntrypoint.log(operator, "logs/security_rejects.log");
        assertThat(rejected).hasSize(rejects + 1);
        assertThat(TaskEntrypoint.log(operator, "logs/production_audit.jsonl")).hasSize(audits + 1);
        String[] reject = rejected.get(rejects).split(" - ", 2);
        assertThat(reject[0]).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertRecords(JSON.readTree(reject[1]), reason, words);
        JsonNode audit = JSON.readTree(TaskEntrypoint.last(operator, "logs/production_audit.jsonl"));
        assertRecords(audit, reason, words);
        assertThat(audit.get("event").asText()).isEqualTo("run");
        assertThat(audit.get("outcome").asText()).isEqualTo("refused");
    }

    private static void assertRecords(JsonNode record, String reason, List<String> words) {
        assertThat(record.get("reason").asText()).isEqualTo(reason);
        assertThat(words.get(0)).startsWith(record.get("entrypoint").asText());
        assertThat(record.get("detail").asText()).isNotEmpty();
        assertThat(record.get("arguments")).hasSize(Math.min(33, words.size() - 1));
    }
}
