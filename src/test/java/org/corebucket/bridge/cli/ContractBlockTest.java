package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment made by {@code init --adopt} around Python files verifies with the block of CONTRACT 2. */
final class ContractBlockTest {

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atStrangeDeployment(directory);
    }

    @Test
    void theBlockBeginsAsTheContractHasIt() {
        assertThat(operator.run("verify").lines())
                .startsWith(
                        "========================================",
                        "PRODUCTION READINESS VERIFICATION",
                        "Core-Bucket Bridge V5",
                        "========================================",
                        "[LOCK] Verifying canonical file hashes...",
                        "[OK] Hash verified: core_bucket_bridge.py",
                        "[OK] Hash verified: automation/runner.py");
    }

    @Test
    void everyForbiddenFileIsNamedOnceSortedByPath() {
        List<String> expected = new ArrayList<>();
        expected.add("[LOCK] Enforcing file system execution prevention...");
        SampleDeployment.FORBIDDEN.forEach(path -> expected.add("[LOCK] Disabled execution: " + path));

        List<String> lines = operator.run("verify").lines();

        assertThat(lines).containsSequence(expected);
        assertThat(lines.stream().filter(line -> line.contains("Disabled execution")))
                .hasSize(SampleDeployment.FORBIDDEN.size());
    }

    @Test
    void theBlockEndsAsTheContractHasIt() {
        Answer answer = operator.run("verify");

        assertThat(answer.out()).endsWith("""

                        ========================================
                        PRODUCTION READINESS: READY
                        ========================================
                        [OK] SYSTEM VERIFIED - PRODUCTION DEPLOYMENT APPROVED
                        Readiness Score: 100%
                        """);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
    }

    @Test
    void whatStandsBetweenIsInTheSameStyle() {
        List<String> lines = operator.run("verify").lines();

        assertThat(lines.subList(4, lines.size() - 6))
                .allMatch(line -> line.matches("\\[(LOCK|OK|SKIP|WARN|FIX)\\] \\S.*"));
    }

    @Test
    void everyExecuteBitOfAForbiddenFileIsGone() throws IOException {
        operator.run("verify");

        for (String path : SampleDeployment.FORBIDDEN) {
            assertThat(operator.mode(path)).as(path).isEqualTo("rw-r--r--");
        }
    }

    @Test
    void restoreGivesTheRecordedModesBackAndForgetsThem() throws IOException {
        operator.run("verify");

        assertThat(operator.run("restore", "--modes")).isEqualTo(new Answer(0, """
                        gave automation/plugins/heartbeat.py its mode 0755 back
                        gave final_verification.py its mode 0755 back
                        gave load_test.py its mode 0755 back
                        gave localhost_test.py its mode 0755 back
                        gave test_security.py its mode 0755 back
                        """, ""));
        assertThat(operator.mode("load_test.py")).isEqualTo("rwxr-xr-x");
        assertThat(operator.mode("demo_script.py")).isEqualTo("rw-r--r--");
        assertThat(operator.run("restore", "--modes")).isEqualTo(new Answer(0, "No mode is recorded.\n", ""));
    }

    @Test
    void aDryRunOnlySaysWhichModesItWouldGiveBack() throws IOException {
        operator.run("verify");
        var before = TreeSnapshot.of(operator.root());

        Answer answer = operator.run("restore", "--modes", "--dry-run");

        assertThat(answer.lines()).hasSize(5).contains("would give load_test.py its mode 0755 back");
        assertThat(answer.code()).isZero();
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(before);
    }

    @Test
    void initSaysWhatItMade() {
        assertThat(SampleDeployment.init().lines())
                .contains(
                        "adopted core_bucket_bridge.py, to run without arguments (\"\")",
                        "adopted automation/runner.py, to run without arguments (\"\")",
                        "made logs/")
                .endsWith(
                        "sealed 10 files under serial 1",
                        "made security/log.vkeys: verifies what the log's keys sign",
                        "Done. Next: bridgectl verify");
        assertThat(SampleDeployment.init().err()).isEmpty();
        assertThat(SampleDeployment.init().code()).isZero();
    }
}
