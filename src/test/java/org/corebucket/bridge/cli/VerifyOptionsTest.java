package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.TreeSnapshot;
import org.corebucket.bridge.testkit.VerdictAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of {@code verify} in a deployment. */
final class VerifyOptionsTest {

    private static final String AUDIT_LOG = "logs/production_audit.jsonl";
    private static final String BRIDGE = "core_bucket_bridge.py";

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
    }

    @Test
    void selectedChecksGiveAPartialVerdictThatApprovesNothing() {
        Answer answer = operator.run("verify", "--check", "seal,documents");

        assertThat(answer.out())
                .contains("[LOCK] Verifying the seal...", "[LOCK] Verifying frozen documents...")
                .doesNotContain("Verifying canonical file hashes", "APPROVED")
                .endsWith("""
                        [WARN] Loosened: --check seal,documents

                        ========================================
                        PRODUCTION READINESS: READY (PARTIAL)
                        ========================================
                        [OK] SELECTED CHECKS PASSED - NOT A DEPLOYMENT APPROVAL
                        Readiness Score: 100%
                        """);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
    }

    @Test
    void aSelectedCheckThatFailsBlocks() throws IOException {
        operator.flipByte(BRIDGE);

        assertThat(operator.run("verify", "--check", "seal").code()).isZero();
        Answer answer = operator.run("verify", "--check", "seal", "--check", "canonical-hashes");
        assertThat(answer.code()).isEqualTo(4);
        assertThat(answer.out()).contains("PRODUCTION READINESS: BLOCKED");
    }

    @Test
    void aSkippedCheckIsSaidToHaveBeenSkipped() throws IOException {
        Files.delete(operator.path("logs/metrics.jsonl"));

        Answer answer = operator.run("verify", "--skip", "logs");

        assertThat(answer.code()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .contains("[WARN] Loosened: --skip logs\n", "PRODUCTION READINESS: READY (PARTIAL)\n")
                .doesNotContain("[LOCK] Verifying logs...");
    }

    @Test
    void aVerificationThatChecksNothingIsBlocked() {
        Answer answer = operator.run("verify", "--check", "seal", "--skip", "seal");

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.violations()).containsExactly("NOTHING VERIFIED: no check ran");
    }

    @Test
    void missingFilesAreIgnoredOnlyOnRequestAndTheReportSaysSo() throws IOException {
        Files.delete(operator.path(BRIDGE));

        Answer answer = operator.run("verify", "--ignore-missing");

        assertThat(operator.run("verify").code()).isEqualTo(2);
        assertThat(answer.code()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).contains("[WARN] Loosened: --ignore-missing\n");
    }

    @Test
    void readOnlyChangesNothingAnywhere() throws IOException {
        operator.setMode("test_security.py", "rwxr-xr-x");
        operator.wait(Duration.ofHours(1));
        Map<String, String> deployment = TreeSnapshot.of(operator.root());
        Map<String, String> state = TreeSnapshot.of(operator.state());

        Answer answer = operator.run("verify", "--read-only");

        assertBlocked(answer, 8, "FORBIDDEN FILE CAN RUN: test_security.py - mode 0755");
        assertThat(TreeSnapshot.of(operator.root())).isEqualTo(deployment);
        assertThat(TreeSnapshot.of(operator.state())).isEqualTo(state);
    }

    @Test
    void readOnlyMakesNoStateWhereThereIsNone(@TempDir Path other) throws IOException {
        operator = Operator.atStrangeDeployment(other);
        Map<String, String> everything = TreeSnapshot.of(other);

        Answer answer = operator.run("verify", "--read-only", "--skip", "forbidden-runners");

        assertThat(answer.code()).isZero();
        assertThat(answer.out())
                .contains(
                        "TAKEN ON TRUST: serial 1 and the release key - this host has no state, and none is kept read-only");
        assertThat(TreeSnapshot.of(other)).isEqualTo(everything);
    }

    @Test
    void aTrustedKeyFromElsewhereIsUsedAndNamed() throws IOException {
        Files.copy(operator.path("security/release.public.pem"), operator.beside("trusted.pem"));
        Files.delete(operator.path("security/release.public.pem"));

        Answer answer = operator.run("verify", "--trust", "../trusted.pem");

        assertReady(answer);
        assertThat(answer.out()).contains("[OK] trusted the key that --trust names\n");
    }

    @Test
    void aTrustedKeyThatIsMissingIsNotReplacedByTheDeploymentsOwn() {
        Answer answer = operator.run("verify", "--trust", "../nothing.pem");

        assertThat(answer.code()).isEqualTo(16);
        assertThat(answer.violations()).singleElement().asString().endsWith("nothing.pem - it is missing");
    }

    @Test
    void quietOnlySaysWhatIsWrongAndTheVerdict() throws IOException {
        operator.flipByte(BRIDGE);

        Answer answer = operator.run("verify", "--quiet");

        assertThat(answer.code()).isEqualTo(4);
        assertThat(VerdictAssertions.masked(answer.out())).isEqualTo("""
                        ========================================
                        PRODUCTION READINESS VERIFICATION
                        Core-Bucket Bridge V5
                        ========================================
                        [ERROR] HASH MISMATCH: core_bucket_bridge.py - Expected: <64 hex> Actual: <64 hex>
                        [FIX] bridgectl restore core_bucket_bridge.py

                        ========================================
                        PRODUCTION READINESS: BLOCKED
                        ========================================
                        Violations found:
                          - HASH MISMATCH: core_bucket_bridge.py - Expected: <64 hex> Actual: <64 hex>
                        [CRITICAL] SYSTEM BLOCKED - PRODUCTION DEPLOYMENT DENIED
                        Readiness Score: 49%
                        """);
    }

    @Test
    void anyNumberOfJobsGivesTheSameAnswer() throws IOException {
        operator.flipByte(BRIDGE);

        assertThat(operator.run("verify", "--skip", "processes", "--jobs", "1"))
                .as("how many processes there are differs from one moment to the next")
                .isEqualTo(operator.run("verify", "--skip", "processes", "--jobs", "64"));
    }

    @Test
    void jsonIsOneDocumentWithTheVerdict() throws IOException {
        operator.flipByte(BRIDGE);

        Answer answer = operator.run("verify", "--format", "json");

        JsonNode report = new ObjectMapper().readTree(answer.out());
        assertThat(report.get("system_status").asText()).isEqualTo("BLOCKED");
        assertThat(report.get("exit_code").asInt()).isEqualTo(answer.code()).isEqualTo(4);
        assertThat(report.get("canonical_files_verified").asInt()).isEqualTo(9);
        assertThat(report.get("violations_found").asInt()).isEqualTo(1);
        assertThat(report.get("manifest").get("serial").asInt()).isEqualTo(1);
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void theOtherFormatsBeginAsTheirReadersExpect() throws IOException {
        operator.flipByte(BRIDGE);

        assertThat(operator.run("verify", "--format", "sarif").out()).contains("\"version\": \"2.1.0\"", BRIDGE);
        assertThat(operator.run("verify", "--format", "junit").out())
                .startsWith("<?xml ")
                .contains("<failure");
        assertThat(operator.run("verify", "--format", "github").out()).contains("::error file=" + BRIDGE);
    }

    @Test
    void aReportInAFileLeavesStandardOutputEmpty() throws IOException {
        String printed = operator.run("verify", "--skip", "processes").out();
        Files.createDirectory(operator.beside("reports"));

        assertThat(operator.run("verify", "--skip", "processes", "--output", "../reports/today.txt"))
                .isEqualTo(new Answer(0, "", ""));
        assertThat(operator.beside("reports/today.txt")).hasContent(printed);
        assertThat(operator.filesBelow(operator.beside("reports"))).hasSize(1);
    }

    @Test
    void aReportThatCannotBeWrittenLeavesWhatWasThere() throws IOException {
        Path target = Files.createDirectories(operator.beside("report/precious"));

        Answer answer = operator.run("verify", "--output", "../report");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith("bridgectl: ")
                .endsWith("/report: it is a directory, and a file is wanted\n")
                .hasLineCount(1);
        assertThat(target).isDirectory();
        try (var beside = Files.list(operator.beside("."))) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("deployment", "report", "state");
        }
    }

    @Test
    void everyRunAppendsOneLineToTheAuditLogWithTheContentOfTheJsonReport() throws IOException {
        Files.delete(operator.path(AUDIT_LOG));
        operator.run("verify");
        operator.flipByte(BRIDGE);
        Answer second = operator.run("verify", "--format", "json", "--skip", "logs");

        List<String> lines = Files.readAllLines(operator.path(AUDIT_LOG));

        assertThat(lines).hasSize(2);
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(lines.get(0)).get("system_status").asText()).isEqualTo("READY");
        assertThat(mapper.readTree(lines.get(1))).isEqualTo(mapper.readTree(second.out()));
    }

    @Test
    void aTornLineOfTheAuditLogSpoilsNoOther() throws IOException {
        Files.writeString(operator.path(AUDIT_LOG), "{\"timestamp\":\"2021-");

        operator.run("verify");

        List<String> lines = Files.readAllLines(operator.path(AUDIT_LOG));
        assertThat(lines).hasSize(2).first().isEqualTo("{\"timestamp\":\"2021-");
        assertThat(new ObjectMapper().readTree(lines.get(1)).get("exit_code").asInt())
                .isZero();
    }

    @Test
    void aNewlineInAFilesNameMakesNoSecondLine() throws IOException {
        operator.write("canonical/a\n[OK] forged", "");

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.lines()).noneMatch(line -> line.startsWith("[OK] forged"));
    }

    @Test
    void aForbiddenFileBehindASecondHardLinkKeepsItsModeAndBlocks() throws IOException {
        operator.setMode("test_security.py", "rwxr-xr-x");
        Files.createLink(operator.beside("other.py"), operator.path("test_security.py"));

        assertBlocked(operator.run("verify"), 8, "FORBIDDEN FILE CAN RUN: test_security.py - mode 0755");
        assertThat(operator.mode("test_security.py")).isEqualTo("rwxr-xr-x");
    }

    @Test
    void recordedModesAreOnlyGivenBackToFilesOfTheDeployment() throws IOException {
        Path outside = Files.writeString(operator.beside("outside.sh"), "#!/bin/sh\n");
        operator.write(
                "manifests/runner-modes.jsonl",
                "{\"path\":\"../outside.sh\",\"mode\":\"0777\"}\n" + "{\"path\":\"" + outside
                        + "\",\"mode\":\"0777\"}\n");

        assertThat(operator.run("restore", "--modes")).isEqualTo(new Answer(0, "No mode is recorded.\n", ""));
        assertThat(Files.isExecutable(outside)).isFalse();
    }

    @Test
    void aFileThatIsMissingAndIgnoredIsNotCalledVerified() throws IOException {
        Files.delete(operator.path(BRIDGE));

        assertThat(operator.run("verify", "--ignore-missing").out()).doesNotContain("Hash verified: " + BRIDGE);
    }
}
