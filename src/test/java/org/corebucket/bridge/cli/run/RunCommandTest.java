package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Approved entrypoints run from staged copies, and what comes of it is passed on and recorded. */
@Timeout(120)
final class RunCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUDIT = "logs/production_audit.jsonl";

    private Operator operator;

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
    }

    @Test
    void aRefusalIsAnIncidentThatStopsNothing() throws Exception {
        operator.run("run", "nothing");
        operator.run("run", "nothing");

        assertThat(operator.run("incident", "list").out())
                .containsOnlyOnce("INC-")
                .contains("warning", "open", "run refused, not listed");
        assertThat(operator.run("run", "task").code()).isZero();
    }

    @Test
    void whatAnEmergencyStopKeptFromStartingIsInItsMarker() throws Exception {
        operator.run("stop", "--reason", "strange entries");

        assertThat(operator.run("run", "task").code()).isEqualTo(32);

        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("did not start: run task");
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
    }

    @Test
    void whoAsksForHelpIsToldTheFormsAndRaisesNoIncident() throws Exception {
        Answer answer = operator.run("run", "automation", "--help");

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .startsWith("automation takes arguments of these forms, approved: \"--once\", ")
                .contains("bridgectl run --help");
        assertThat(operator.run("incident", "list").out()).doesNotContain("INC-");
    }

    @Test
    void anEntrypointRunsByItsName() throws Exception {
        assertThat(operator.run("run", "task")).isEqualTo(new Answer(0, "", ""));
        assertThat(operator.text("canary")).isEqualTo("\n");
    }

    @Test
    void anEntrypointRunsByThePathOfItsFile() throws Exception {
        assertThat(operator.run("run", TaskEntrypoint.TASK)).isEqualTo(new Answer(0, "", ""));
        assertThat(operator.text("canary")).isEqualTo("\n");
    }

    @Test
    void theExitCodePassesThrough() {
        assertThat(operator.run("run", "task", "exit", "3")).isEqualTo(new Answer(3, "", ""));
    }

    @Test
    void optionsBehindTheEntrypointAreItsOwn() throws Exception {
        assertThat(operator.run("run", "task", "--watch", "--level", "12").code())
                .isZero();
        assertThat(operator.text("canary")).isEqualTo("--watch --level 12\n");
    }

    @Test
    void itGetsTheReducedEnvironmentAndNothingElse() throws Exception {
        operator.setVariable("LANG", "C.UTF-8");
        operator.setVariable("TZ", "UTC");
        operator.setVariable("EXTRA", "approved");
        operator.setVariable("LD_PRELOAD", "/hostile.so");
        operator.setVariable("BRIDGECTL_PASSPHRASE", "secret");
        operator.setVariable("BRIDGECTL_RUN_ID", "forged");

        assertThat(operator.run("run", "task", "tell").code()).isZero();

        Map<String, String> environment = environment();
        // The shell sets the last three by itself.
        assertThat(environment.keySet())
                .contains("BRIDGECTL_RUN_ID")
                .isSubsetOf(
                        "PATH",
                        "LANG",
                        "HOME",
                        "TZ",
                        "EXTRA",
                        "BRIDGECTL_CANONICAL_FILE",
                        "BRIDGECTL_RUN_ID",
                        "PWD",
                        "SHLVL",
                        "_",
                        "OLDPWD");
        assertThat(environment)
                .containsEntry("EXTRA", "approved")
                .containsEntry(
                        "BRIDGECTL_CANONICAL_FILE",
                        operator.path(TaskEntrypoint.TASK).toString());
        assertThat(environment.get("BRIDGECTL_RUN_ID")).isNotEqualTo("forged");
    }

    @Test
    void itRunsInTheRootFromAPrivateReadOnlyCopy() throws Exception {
        assertThat(operator.run("run", "task", "tell").code()).isZero();

        assertThat(operator.text("directory").strip())
                .isEqualTo(operator.root().toRealPath().toString());
        assertThat(operator.text("file").strip())
                .startsWith(operator.state().resolve("bridgectl/runs").toString())
                .endsWith("/files/" + TaskEntrypoint.TASK);
        assertThat(operator.text("modes").lines()).containsExactly("400", "500", "500");
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    @Test
    void itLeadsASessionOfItsOwn() throws Exception {
        assertThat(operator.run("run", "task", "tell").code()).isZero();

        List<String> ids = List.of(operator.text("ids").strip().split("\\s+"));
        assertThat(ids).hasSize(3).containsOnly(ids.get(0));
    }

    @Test
    void aListedFileThatMayBeExecutedMayBeTheProgram() throws Exception {
        operator.setMode(TaskEntrypoint.TASK, "rwxr-xr-x");
        TaskEntrypoint.seal(
                operator, TaskEntrypoint.process("direct", TaskEntrypoint.TASK, List.of("{file}"), List.of("tell")));

        assertThat(operator.run("run", "direct", "tell")).isEqualTo(new Answer(0, "", ""));
        assertThat(operator.text("modes").lines()).containsExactly("500", "500", "500");
    }

    @Test
    void aFileThatMayNotBeExecutedIsNotTheProgram() throws Exception {
        operator.setMode(TaskEntrypoint.TASK, "rwxr-xr-x");
        TaskEntrypoint.seal(
                operator, TaskEntrypoint.process("direct", TaskEntrypoint.TASK, List.of("{file}"), List.of("")));
        operator.setMode(TaskEntrypoint.TASK, "rw-r--r--");

        Answer answer = operator.run("run", "direct");

        assertThat(answer.code()).isEqualTo(78);
        assertThat(answer.err()).contains("jobs/task.sh may not be executed");
        assertThat(operator.run("verify").violations())
                .singleElement()
                .asString()
                .startsWith("ENTRYPOINT CAN'T RUN: direct - jobs/task.sh");
    }

    @Test
    void aProgramThatIsNotOnPathIsMissing() throws Exception {
        TaskEntrypoint.seal(
                operator,
                TaskEntrypoint.process("odd", TaskEntrypoint.TASK, List.of("no-such-program", "{file}"), List.of("")));

        Answer answer = operator.run("run", "odd");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).startsWith("bridgectl: found no program no-such-program on PATH");
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
    }

    @Test
    void withoutSetsidNothingStarts() throws Exception {
        Path bin = Files.createDirectory(operator.beside("bin"));
        Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin/sh"));
        operator.setVariable("PATH", bin.toString());

        Answer answer = operator.run("run", "task");

        assertThat(answer.code()).isEqualTo(66);
        assertThat(answer.err()).contains("found no program setsid");
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
    }

    @Test
    void startAndEndAreRecorded() throws Exception {
        int before = TaskEntrypoint.log(operator, AUDIT).size();

        operator.run("run", "task", "exit", "3");

        List<String> lines = TaskEntrypoint.log(operator, AUDIT);
        assertThat(lines).hasSize(before + 2);
        JsonNode started = JSON.readTree(lines.get(before));
        JsonNode ended = JSON.readTree(lines.get(before + 1));
        assertThat(started.get("outcome").asText()).isEqualTo("started");
        assertThat(started.get("arguments").toString()).isEqualTo("[\"exit\",\"3\"]");
        assertThat(started.get("sha256").asText()).hasSize(64);
        assertThat(ended.get("outcome").asText()).isEqualTo("ended");
        assertThat(ended.get("exit_code").asInt()).isEqualTo(3);
        assertThat(ended.get("run_id")).isEqualTo(started.get("run_id"));
        assertThat(ended.has("duration_ms")).isTrue();
    }

    @Test
    void whatCannotBeRecordedIsNotStarted() throws Exception {
        Files.delete(operator.path(AUDIT));
        Files.createDirectory(operator.path(AUDIT));

        Answer answer = operator.run("run", "task");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    @Test
    void aRefusalThatCannotBeRecordedStaysARefusalAndSaysSo() throws Exception {
        Files.delete(operator.path("logs/security_rejects.log"));
        Files.createDirectory(operator.path("logs/security_rejects.log"));
        int before = TaskEntrypoint.log(operator, AUDIT).size();

        Answer answer = operator.run("run", "nothing");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).startsWith("bridgectl: the refusal could not be recorded: ");
        assertThat(TaskEntrypoint.log(operator, AUDIT)).hasSize(before + 1);
    }

    @Test
    void underAnEmergencyStopNothingStarts() throws Exception {
        operator.write("EMERGENCY_SHUTDOWN.marker", "stop\n");

        Answer answer = operator.run("run", "task");

        assertThat(answer.code()).isEqualTo(32);
        assertThat(answer.err()).startsWith("bridgectl: refused, stopped: an emergency stop is in force");
        assertThat(TaskEntrypoint.last(operator, AUDIT)).contains("\"reason\":\"stopped\"");
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
    }

    @Test
    void aRefusalNeverPutsTheEmergencyStopInForce() {
        operator.run("run", "nothing");
        operator.run("run", "test_security.py");

        assertThat(operator.path("EMERGENCY_SHUTDOWN.marker")).doesNotExist();
        assertThat(operator.run("verify").code()).isZero();
    }

    @Test
    void aChangedFileOfTheDeploymentRefusesEveryEntrypoint() throws Exception {
        operator.flipByte("canonical/OBSERVABILITY.md");

        assertChanged("HASH MISMATCH: canonical/OBSERVABILITY.md");
    }

    @Test
    void anEntrypointThatIsALinkIsChanged() throws Exception {
        Files.move(operator.path(TaskEntrypoint.TASK), operator.beside("task.sh"));
        Files.createSymbolicLink(operator.path(TaskEntrypoint.TASK), operator.beside("task.sh"));

        assertChanged("NOT A REGULAR FILE: jobs/task.sh - it is a symbolic link");
    }

    @Test
    void anUnlistedFileAmongTheCanonicalOnesRefusesEveryEntrypoint() throws Exception {
        operator.write("canonical/slipped-in.md", "hello\n");

        assertChanged("UNLISTED FILE: canonical/slipped-in.md");
    }

    @Test
    void aBrokenSealRefusesEveryEntrypoint() throws Exception {
        operator.flipByte("manifests/canonical.sha256.sig");

        assertChanged("SEAL INVALID: manifests/canonical.sha256.sig");
    }

    @Test
    void withoutAManifestNothingRuns() throws Exception {
        Files.delete(operator.path("manifests/canonical.sha256"));

        assertChanged("MANIFEST MISSING: manifests/canonical.sha256");
    }

    @Test
    void aPolicyThatWasChangedApprovesNothing() throws Exception {
        operator.write(
                "canonical/policy.json",
                operator.text("canonical/policy.json").replace("\"exit {code}\"", "\"exit {code} now\""));

        assertChanged("HASH MISMATCH: canonical/policy.json");
    }

    private void assertChanged(String what) throws Exception {
        Answer answer = operator.run("run", "task");

        assertThat(answer.err()).startsWith("bridgectl: refused, changed: the deployment does not verify: " + what);
        assertThat(answer.code()).isEqualTo(77);
        assertThat(TaskEntrypoint.last(operator, "logs/security_rejects.log")).contains("\"reason\":\"changed\"");
        assertThat(TaskEntrypoint.last(operator, AUDIT)).contains("\"reason\":\"changed\"");
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
    }

    @Test
    void aBuiltInEntrypointTakesItsOwnFormsAlone() {
        assertThat(operator.run("run", "bridge", "--once").code()).isEqualTo(77);
        assertThat(operator.run("run", "automation", "--twice").code()).isEqualTo(77);
    }

    @Test
    void aDryRunSaysWhatWouldRunAndDoesNothing() throws Exception {
        List<String> audit = TaskEntrypoint.log(operator, AUDIT);

        Answer answer = operator.run("run", "--dry-run", "task", "--level", "3");

        assertThat(answer.code()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.lines().get(0)).isEqualTo("would run    task (process)");
        assertThat(answer.lines().get(1)).matches("file         jobs/task.sh, sha256 [0-9a-f]{64}");
        assertThat(answer.lines().get(2)).matches("command      /\\S*/sh STAGED/jobs/task.sh --level 3");
        assertThat(answer.lines().get(3))
                .isEqualTo("directory    " + operator.root().toRealPath());
        assertThat(answer.lines().get(4)).isEqualTo("environment  BRIDGECTL_CANONICAL_FILE BRIDGECTL_RUN_ID HOME PATH");
        assertThat(answer.lines().get(5)).matches("STAGED       a private copy of these \\d+ listed files, .*");
        assertThat(answer.lines()).contains("             canonical/policy.json", "             jobs/task.sh");
        assertThat(TaskEntrypoint.ran(operator)).isFalse();
        assertThat(TaskEntrypoint.log(operator, AUDIT)).isEqualTo(audit);
        assertThat(operator.state().resolve("bridgectl/runs")).doesNotExist();
    }

    @Test
    void aDryRunOfWhatIsRefusedSaysWhyAndRecordsNothing() throws Exception {
        List<String> audit = TaskEntrypoint.log(operator, AUDIT);

        Answer answer = operator.run("run", "--dry-run", "task", "never");

        assertThat(answer.code()).isEqualTo(77);
        assertThat(answer.err()).startsWith("bridgectl: refused, arguments not approved: ");
        assertThat(TaskEntrypoint.log(operator, AUDIT)).isEqualTo(audit);
        assertThat(TaskEntrypoint.log(operator, "logs/security_rejects.log")).isEmpty();
    }

    @Test
    void aRunNeedsAnEntrypoint() {
        Answer answer = operator.run("run");

        assertThat(answer.code()).isEqualTo(64);
        assertThat(answer.err()).startsWith("bridgectl: run needs an entrypoint\n");
    }

    @Test
    void anOptionThatIsNoneOfItsOwnIsBadUsageBeforeTheEntrypoint() {
        assertThat(operator.run("run", "--level", "3", "task").code()).isEqualTo(64);
    }

    private Map<String, String> environment() throws Exception {
        Map<String, String> environment = new TreeMap<>();
        for (String line : operator.text("environment").lines().toList()) {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return environment;
    }
}
