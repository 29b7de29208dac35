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
import org.corebucket.bridge.guard.WatchRecord;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher watches, while another one runs a real child. */
@Timeout(240)
final class WatchIT {

    private static final Duration GUARD = Duration.ofSeconds(100);

    private Operator operator;
    private InstalledJar installation;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void install(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
        operator.setClock(Clock.systemUTC());
        installation = new InstalledJar(operator);
    }

    @AfterEach
    void endAll() throws Exception {
        for (Process process : started) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** The contract's promise of CONTRACT 10, kept for a child that ignores SIGTERM. */
    @Test
    void fromATamperedByteToEverythingEndedItTakesTheIntervalAndTenSecondsAtMost() throws Exception {
        Process watch = watch("5s");
        Process run = run("deaf");
        long child = childPid();

        long tampered = System.nanoTime();
        operator.flipByte("CANONICAL_RUN.md");
        await().atMost(GUARD).pollInterval(Duration.ofMillis(20)).until(() -> !isAlive(child));
        Duration took = Duration.ofNanos(System.nanoTime() - tampered);

        assertThat(run.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(32);
        assertThat(took).isLessThan(Duration.ofSeconds(15));
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("HASH MISMATCH: CANONICAL_RUN.md");
        assertThat(operator.run("run", "task").code()).isEqualTo(32);
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("did not start: run task");
        assertThat(watch.isAlive()).as("it goes on, and delivers alerts").isTrue();
    }

    @Test
    void anEmergencyStopIsLivedThroughAndResolved() throws Exception {
        watch("1h");
        Process run = run("wait");
        childPid();
        assertThat(operator.run("stop", "--reason", "strange entries").code()).isZero();
        assertThat(run.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (String command : List.of("verify", "restore")) {
            assertThat(operator.run(command).code() & ~32).as(command).isZero();
        }
        String id = incident();

        assertThat(operator.run("incident", "resolve", id, "--reason", "they were mine")
                        .code())
                .isZero();

        assertThat(operator.run("run", "task").code()).isZero();
    }

    @Test
    void onlyOneWatchesAndItEndsInOrder() throws Exception {
        Process watch = watch("1h");

        Process second = installation.start("out2", "err2", "verify", "--every", "1h");
        started.add(second);
        assertThat(second.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(75);

        watch.destroy();
        assertThat(watch.waitFor(GUARD.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isEqualTo(143);
        assertThat(operator.path(WatchRecord.FILE)).doesNotExist();
        assertThat(operator.run("verify").code()).isZero();
    }

    private Process watch(String interval) throws IOException {
        Process watch = installation.start("watch.out", "watch.err", "verify", "--quiet", "--every", interval);
        started.add(watch);
        await().atMost(GUARD).until(() -> Files.exists(operator.path(WatchRecord.FILE)));
        return watch;
    }

    private Process run(String form) throws IOException {
        Process run = installation.start("out", "err", "run", "task", form);
        started.add(run);
        return run;
    }

    private long childPid() throws IOException {
        await().atMost(GUARD)
                .until(() -> Files.exists(operator.path("pid"))
                        && operator.text("pid").endsWith("\n"));
        return Long.parseLong(operator.text("pid").strip());
    }

    private String incident() throws IOException {
        try (var files = Files.newDirectoryStream(operator.path("logs/incidents"), "*.json")) {
            return files.iterator().next().getFileName().toString().replace(".json", "");
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessTable.system()
                .find(pid)
                .filter(process -> !process.hasEnded())
                .isPresent();
    }
}
