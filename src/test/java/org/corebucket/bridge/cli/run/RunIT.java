package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.testkit.Operator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real launcher runs real children: streams, exit codes, signals, and what a killed one leaves behind. */
@Timeout(180)
final class RunIT {

    private static final long GUARD_SECONDS = 60;

    private Operator operator;
    private InstalledJar installation;
    private @Nullable Process started;

    @BeforeEach
    void install(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
        operator.setClock(Clock.systemUTC());
        installation = new InstalledJar(operator);
    }

    @AfterEach
    void endAll() {
        if (started != null) {
            started.destroyForcibly();
        }
        operator.run("run", "task");
    }

    @Test
    void streamsAndExitCodePassThrough() throws Exception {
        Files.writeString(operator.beside("in"), "to the child\n");

        Process run = start("task", "say");

        assertThat(exit(run)).isZero();
        assertThat(operator.beside("out")).hasContent("to the child\n");
        assertThat(operator.beside("err")).hasContent("trouble\n");
        assertThat(exit(start("task", "exit", "3"))).isEqualTo(3);
    }

    @Test
    void aChildThatASignalEndedIsTold() throws Exception {
        Process run = start("task", "closed");

        signal("KILL", childPid());

        assertThat(exit(run)).isEqualTo(128 + 9);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void aSignalIsPassedOnAndTheEndIsInOrder(String signal, int code) throws Exception {
        Process run = start("task", "wait");
        long child = childPid();

        signal(signal, run.pid());

        assertThat(exit(run)).isEqualTo(code);
        assertThat(operator.text("signal").strip()).isEqualTo(signal);
        assertThat(isAlive(child)).isFalse();
        assertThat(TaskEntrypoint.last(operator, "logs/production_audit.jsonl"))
                .contains("\"outcome\":\"ended\"", "\"exit_code\":7");
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    @Test
    void aChildThatIgnoresTheSignalIsKilledWhenItsGraceIsOver() throws Exception {
        Process run = start("task", "deaf");
        long child = childPid();

        signal("TERM", run.pid());

        assertThat(exit(run)).isEqualTo(143);
        assertThat(isAlive(child)).isFalse();
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    @Test
    void whatAKilledOneLeftIsEndedAndRemovedByTheNextRun() throws Exception {
        Process run = start("task", "deaf");
        long child = childPid();

        signal("KILL", run.pid());
        assertThat(exit(run)).isEqualTo(128 + 9);
        assertThat(isAlive(child)).isTrue();
        assertThat(TaskEntrypoint.leftovers(operator)).isNotEmpty();

        assertThat(operator.run("run", "task").code()).isZero();
        assertThat(isAlive(child)).isFalse();
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(words));
        started = installation.start("out", "err", command.toArray(String[]::new));
        return started;
    }

    /** The child's process id, once it says that it is there. */
    private long childPid() {
        await().atMost(Duration.ofSeconds(GUARD_SECONDS))
                .until(() -> Files.exists(operator.path("pid"))
                        && operator.text("pid").endsWith("\n"));
        try {
            return Long.parseLong(operator.text("pid").strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-s", name, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private static boolean isAlive(long pid) {
        return ProcessTable.system()
                .find(pid)
                .filter(process -> !process.hasEnded())
                .isPresent();
    }
}
