package org.corebucket.bridge.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFileQuestionsTest {

    private static final String LOG = "logs/metrics.jsonl";

    @TempDir
    private Path root;

    private LogFileQuestions asked;

    @BeforeEach
    void makeLogs() throws IOException {
        for (String log : LogFiles.ALL) {
            Files.createDirectories(root.resolve(log).getParent());
            Files.createFile(root.resolve(log));
        }
        asked = new LogFileQuestions(new Deployment(root));
    }

    @Test
    void eachLogThatCanBeWrittenIsEvidence() throws IOException {
        assertThat(result().evidence()).hasSize(7).contains(LOG + " opens for appending", "The ledger is empty");
    }

    @Test
    void aMissingLogIsMadeByInitAndSaysNothingOfTheOthers() throws IOException {
        Files.delete(root.resolve(LOG));

        CheckResult result = result();

        assertThat(finding(result).message()).isEqualTo("LOG UNUSABLE: " + LOG + " - it is missing");
        assertThat(finding(result).remedy()).endsWith("bridgectl init");
        assertThat(result.evidence()).hasSize(6).doesNotContain(LOG + " opens for appending");
    }

    /** The kernel lets nobody write to a program that runs, root included. */
    @Test
    void whatTheSystemSaysIsInTheFindingAndInItBeginsNothing() throws Exception {
        Files.delete(root.resolve(LOG));
        Files.copy(Path.of("/bin/sleep"), root.resolve(LOG));
        Files.setPosixFilePermissions(root.resolve(LOG), PosixFilePermissions.fromString("rwx------"));
        Process running = new ProcessBuilder(root.resolve(LOG).toString(), "60").start();
        try {
            Finding finding = finding(result());

            assertThat(finding.message())
                    .isEqualTo("LOG UNUSABLE: " + LOG + " - it can't be opened for writing: Text file busy");
            assertThat(finding.remedy()).doesNotContain("init");
        } finally {
            running.destroyForcibly();
        }
    }

    private CheckResult result() throws IOException {
        Questions questions = new Questions();
        asked.ask(questions, false);
        return questions.result();
    }

    private static Finding finding(CheckResult result) {
        assertThat(result.findings()).hasSize(1);
        return result.findings().get(0);
    }
}
