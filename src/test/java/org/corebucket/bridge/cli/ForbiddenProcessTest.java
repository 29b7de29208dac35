package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.corebucket.bridge.testkit.VerdictAssertions.assertReady;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A verification beside a process that runs what must not run. */
@Timeout(60)
final class ForbiddenProcessTest {

    private Operator operator;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws IOException {
        operator = Operator.atDeployment(directory);
        operator.write("test_security.py", "print('up', flush=True)\ninput()\n");
    }

    @Test
    void aRunningForbiddenFileBlocksUntilItHasEnded() throws Exception {
        Process process = start();
        try {
            Answer blocked = operator.run("verify");

            assertThat(blocked.code()).isEqualTo(8);
            assertThat(blocked.violations())
                    .singleElement()
                    .asString()
                    .startsWith("FORBIDDEN PROCESS: test_security.py - pid " + process.pid() + " runs it as a script: ")
                    .contains("python3 test_security.py - user ");
            assertThat(blocked.out())
                    .contains("[FIX] kill " + process.pid() + ", and see that ")
                    .endsWith("Readiness Score: 49%\n");
            assertThat(process.isAlive()).as("a verification ends no process").isTrue();

            process.outputWriter().close();
            process.waitFor();
            assertReady(operator.run("verify"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whileThePolicyIsNotTrustedTheQuestionIsNotAsked() throws Exception {
        operator.flipByte("manifests/canonical.sha256.sig");

        assertThat(operator.run("verify").out())
                .contains("[LOCK] Looking for processes that run forbidden files...\n[SKIP] not asked: the manifest");
    }

    private Process start() throws IOException {
        try {
            Process process = new ProcessBuilder("python3", "test_security.py")
                    .directory(operator.root().toFile())
                    .start();
            assertThat(process.inputReader().readLine()).isEqualTo("up");
            return process;
        } catch (IOException e) {
            assumeTrue(false, "python3 is not installed: " + e.getMessage());
            throw e;
        }
    }
}
