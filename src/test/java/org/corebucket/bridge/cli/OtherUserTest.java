package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertBlocked;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Nobody;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another user sees, in a process of theirs: to root, as which tests often run, no file is unreadable. */
@Timeout(120)
final class OtherUserTest {

    private Operator operator;
    private Nobody nobody;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws Exception {
        operator = Operator.atStrangeDeployment(directory);
        nobody = Nobody.owningTheDeploymentOf(operator);
    }

    @Test
    void aFileThatCannotBeReadIsAFindingAndNoCrash() throws Exception {
        operator.closeKeys();
        operator.setMode("core_bucket_bridge.py", "---------");

        assertBlocked(asNobody("verify"), 4, "UNREADABLE FILE: core_bucket_bridge.py - permission denied");
    }

    @Test
    void aDirectoryThatCannotBeEnteredMakesItsFilesFindings() throws Exception {
        operator.closeKeys();
        operator.setMode("automation", "---------");

        assertBlocked(asNobody("verify"), 4, "UNREADABLE FILE: automation/runner.py - automation: permission denied");
    }

    @Test
    void theOwnerWhoeverItIsIsReady() throws Exception {
        operator.closeKeys();

        assertReady(asNobody("verify"));
    }

    @Test
    void aCheckThatMayNotLookEndsInAVerdictToo() throws Exception {
        operator.closeKeys();
        Files.copy(operator.path("security/release.public.pem"), operator.beside("known.pem"));
        operator.setMode("security", "---------");

        Answer answer =
                asNobody("verify", "--trust", operator.beside("known.pem").toString(), "--skip", "modules");

        assertBlocked(
                answer,
                8,
                "TOKEN KEY UNUSABLE: security/token.public.pem - permission denied",
                "CHECK IMPOSSIBLE: key-permissions - " + operator.path("security") + ": permission denied");
    }

    @Test
    void aVerdictThatMayNotBeRecordedIsStillPrinted() throws Exception {
        operator.closeKeys();
        operator.setMode("logs", "r-xr-xr-x");

        Answer answer = asNobody("verify");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.out()).endsWith("Readiness Score: 100%\n");
        assertThat(answer.err())
                .isEqualTo("bridgectl: the verification could not be recorded in "
                        + operator.path("logs/production_audit.jsonl") + ": permission denied\n");
    }

    @Test
    void whoDoesNotOwnTheKeysIsToldSo() throws Exception {
        operator.closeKeys();

        Answer answer = operator.run("verify");

        assertThat(answer.code()).isEqualTo(8);
        assertThat(answer.violations())
                .hasSize(6)
                .allMatch(violation -> violation.startsWith("KEY OF ANOTHER USER: security/"));
    }

    @Test
    void whoIsNotRootRunsAReadOnlyCopyAndLeavesNothing() throws Exception {
        operator.closeKeys();

        assertThat(asNobody("run", "core_bucket_bridge.py")).isEqualTo(new Answer(0, "bridge\n", ""));
        assertThat(operator.beside("nobody/bridgectl/runs")).isEmptyDirectory();
    }

    @Test
    void aStopThatThisUserMayNotRecordSaysWhoMay() throws Exception {
        for (String directory : List.of(".", "logs", "logs/incidents", "manifests")) {
            if (Files.isDirectory(operator.path(directory))) {
                operator.setMode(directory, "r-xr-xr-x");
            }
        }

        Answer answer = asNobody("stop", "--reason", "it smells");

        assertThat(answer.code()).isEqualTo(74);
        assertThat(answer.err())
                .contains(
                        ": permission denied\n",
                        "what is started from now on: run it as the user that owns the deployment")
                .doesNotContain("make room", "disk");
    }

    @Test
    void aKeyThatThisUserMayNotReadIsShownAsThat() throws Exception {
        operator.closeKeys();
        operator.setMode("security/private.pem", "---------");
        operator.setMode("security/token.public.pem", "---------");

        Answer answer = asNobody("keys", "show");

        assertThat(answer.code()).isZero();
        assertThat(answer.lines())
                .contains("security/token.public.pem  can't be read: permission denied")
                .anyMatch(line -> line.startsWith("security/public.pem  2048 bits  ")
                        && line.endsWith(
                                "  private half here, mode 0000, but it can't be read: permission denied, and it"
                                        + " belongs to uid 65534"))
                .anyMatch(line -> line.endsWith("  private half here, mode 0600"));
    }

    private Answer asNobody(String... args) throws Exception {
        return nobody.run(args);
    }
}
