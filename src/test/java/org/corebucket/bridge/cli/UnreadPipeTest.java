package org.corebucket.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that go on, in a process of their own, whose standard output and error are a full pipe that nobody reads. */
@Timeout(120)
final class UnreadPipeTest {

    private static final int TERMINATED = 128 + 15;

    private Operator operator;
    private Path pipe;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void aFullPipe(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        pipe = operator.beside("pipe");
        Path filled = operator.beside("filled");
        String hold = "mkfifo \"$0\"; exec 3<>\"$0\"; dd if=/dev/zero of=/dev/fd/3 oflag=nonblock bs=4096 2>/dev/null;"
                + " : > \"$1\"; exec sleep 300";
        Process holder = new ProcessBuilder("sh", "-c", hold, pipe.toString(), filled.toString()).start();
        processes.add(holder);
        until(holder, () -> Files.exists(filled));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aWatchGoesOnVerifyingAndEndsInOrder() throws Exception {
        Process watch = start("verify", "--every", "PT0.001S");

        until(watch, () -> lines("logs/production_audit.jsonl") >= 5);

        assertThat(terminated(watch)).isEqualTo(TERMINATED);
    }

    @Test
    void theAutomationRunsAllItsJobs() throws Exception {
        StringBuilder jobs = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            jobs.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"job-")
                    .append(i)
                    .append("\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"get_bucket_status\"}],")
                    .append("\"timeout\":\"60s\",\"retries\":0,\"on_missed\":\"skip\"}");
        }
        operator.write("canonical/automation/runner.json", "{\"jobs\":[" + jobs + "]}\n");
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();

        Process automation = start("run", "automation", "--watch", "--interval", "1");
        until(automation, () -> lines("automation/reports/slots.jsonl") == 15);

        assertThat(terminated(automation)).isEqualTo(TERMINATED);
    }

    private int terminated(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(9, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--root", operator.root().toString()));
        all.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(
                ChildJvm.command(List.of("-XX:TieredStopAtLevel=1"), Main.class, all.toArray(String[]::new)));
        builder.environment().put("XDG_STATE_HOME", operator.state().toString());
        builder.redirectErrorStream(true).redirectOutput(pipe.toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void until(Process process, Condition condition) throws Exception {
        while (!condition.holds()) {
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private long lines(String file) throws IOException {
        return Files.exists(operator.path(file)) ? operator.text(file).lines().count() : 0;
    }
}
