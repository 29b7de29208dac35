package org.corebucket.bridge.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.process.ProcessId;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.process.ProcessTree;
import org.corebucket.bridge.process.RunningProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RunsTest {

    private static final RunRequest REQUEST = new RunRequest("task", List.of("--once"));
    private static final ProcessTable TABLE = ProcessTable.system();

    @TempDir
    private Path directory;

    private Deployment deployment;
    private Path state;
    private Runs runs;
    private @Nullable Process child;

    @BeforeEach
    void host() throws IOException {
        deployment = new Deployment(directory.toRealPath());
        state = directory.resolve("state/bridgectl/runs");
        Map<String, String> environment =
                Map.of("XDG_STATE_HOME", directory.resolve("state").toString());
        runs = new Runs(new Host(environment, directory, Clock.systemUTC()), TABLE);
    }

    @AfterEach
    void endChild() {
        if (child != null) {
            child.destroyForcibly();
        }
    }

    @Test
    void aRunIsRegisteredWhileItsDirectoryIsOpen() throws Exception {
        try (RunDirectory run = runs.open()) {
            RegisteredRun registered = registered(run, RegisteredRun.NOT_STARTED);
            run.register(registered);

            assertThat(runs.list()).containsExactly(registered);
        }
        assertThat(runs.list()).isEmpty();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void itsDirectoryIsTheOwnersAlone() throws Exception {
        try (RunDirectory run = runs.open()) {
            assertThat(mode(state)).isEqualTo("rwx------");
            assertThat(mode(state.resolve(run.id().text()))).isEqualTo("rwx------");
        }
    }

    @Test
    void aStateDirectoryThatOthersCanWriteToIsNotUsed() throws Exception {
        Files.createDirectories(state);
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> runs.open())
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("only this user can write to");
    }

    @Test
    void whatADeadSupervisorLeftIsRemovedAndItsProcessesEnded() throws Exception {
        RunId id = abandoned();
        Process left = start(id);

        runs.sweep();

        assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void whatWasLeftIsRemovedEvenIfItIsReadOnlyAndHasALink() throws Exception {
        RunId id = abandoned();
        Path files = Files.createDirectories(state.resolve(id.text()).resolve("files"));
        Path outside = Files.writeString(directory.resolve("outside"), "stays");
        Files.createSymbolicLink(files.resolve("link"), outside);
        Files.createSymbolicLink(files.resolve("links"), Files.createDirectory(directory.resolve("stays")));
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("r-x------"));

        runs.sweep();

        assertThat(state).isEmptyDirectory();
        assertThat(outside).hasContent("stays");
        assertThat(directory.resolve("stays")).isDirectory();
    }

    @Test
    void aRunWhoseSupervisorLivesIsLeftAlone() throws Exception {
        try (RunDirectory run = runs.open()) {
            Process running = start(run.id());

            runs.sweep();

            assertThat(running.isAlive()).isTrue();
            assertThat(state.resolve(run.id().text())).isDirectory();
        }
    }

    @Test
    void allProcessesOfADeploymentsRunsCanBeEnded() throws Exception {
        try (RunDirectory run = runs.open()) {
            Process running = start(run.id());
            RegisteredRun registered = registered(
                    run, TABLE.find(running.pid()).map(RunningProcess::id).orElseThrow());
            run.register(registered);

            List<Runs.EndedRun> ended = runs.endAll(deployment, Duration.ofSeconds(2));

            assertThat(running.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(ended).singleElement().satisfies(one -> {
                assertThat(one.run()).isEqualTo(registered);
                assertThat(one.ending().isComplete()).isTrue();
            });
        }
    }

    @Test
    void theRunsOfAnotherDeploymentGoOn() throws Exception {
        try (RunDirectory run = runs.open()) {
            Process running = start(run.id());
            run.register(registered(run, RegisteredRun.NOT_STARTED));

            assertThat(runs.endAll(new Deployment(Path.of("/elsewhere")), Duration.ZERO))
                    .isEmpty();
            assertThat(running.isAlive()).isTrue();
        }
    }

    @Test
    void aProcessThatTookOverTheNumberIsNotEnded() throws Exception {
        try (RunDirectory run = runs.open()) {
            Process stranger = start(RunId.random());
            var other = TABLE.find(stranger.pid()).map(RunningProcess::id).orElseThrow();
            run.register(registered(run, new ProcessId(other.pid(), other.startTicks() - 1)));

            runs.endAll(deployment, Duration.ZERO);

            assertThat(stranger.isAlive()).isTrue();
        }
    }

    private RegisteredRun registered(RunDirectory run, ProcessId main) {
        return new RegisteredRun(
                run.id(), deployment.root(), REQUEST, Instant.parse("2026-11-23T08:00:00Z"), 4711, main);
    }

    /** A run as SIGKILL leaves it: the lock's file and the directory are there, and nobody holds the lock. */
    private RunId abandoned() throws IOException {
        RunId id = RunId.random();
        Files.createDirectories(state.resolve(id.text()));
        Files.createFile(state.resolve(id.text() + ".lock"));
        return id;
    }

    private Process start(RunId id) throws IOException {
        ProcessBuilder sleep = new ProcessBuilder("sh", "-c", "trap '' TERM; while :; do sleep 1; done");
        sleep.environment().put(ProcessTree.RUN_ID, id.text());
        child = sleep.start();
        return child;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
