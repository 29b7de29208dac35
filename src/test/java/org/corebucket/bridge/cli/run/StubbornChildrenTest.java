package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.testkit.Answer;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A child that ignores SIGTERM, forks, or closes its streams is gone all the same. */
@Timeout(120)
final class StubbornChildrenTest {

    private static final long LIMIT_SECONDS = 30;

    private Operator operator;

    @BeforeEach
    void deployment(@TempDir Path directory) throws Exception {
        operator = TaskEntrypoint.operator(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork", "daemon"})
    void whatIsLeftRunningWhenTheChildEndsIsEnded(String how) throws Exception {
        Answer answer = operator.run("run", "task", how);

        assertThat(answer).isEqualTo(new Answer(0, "", ""));
        assertThat(isAlive(pid())).isFalse();
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deaf", "closed", "wait"})
    void anEmergencyStopEndsWhatRunsWithinTenSeconds(String how) throws Exception {
        CompletableFuture<Answer> run = CompletableFuture.supplyAsync(() -> operator.run("run", "task", how));
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS)).until(() -> Files.exists(operator.path("pid")));
        long pid = pid();
        assertThat(isAlive(pid)).isTrue();

        long begin = System.nanoTime();
        operator.write("EMERGENCY_SHUTDOWN.marker", "stop\n");
        Answer answer = run.get(LIMIT_SECONDS, TimeUnit.SECONDS);

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(10);
        assertThat(answer.code()).isEqualTo(32);
        assertThat(answer.err()).isEqualTo("bridgectl: the emergency stop came in force, and ended it\n");
        assertThat(isAlive(pid)).isFalse();
        assertThat(TaskEntrypoint.last(operator, "logs/production_audit.jsonl")).contains("\"outcome\":\"stopped\"");
        assertThat(TaskEntrypoint.leftovers(operator)).isEmpty();
    }

    private long pid() throws Exception {
        return Long.parseLong(operator.text("pid").strip());
    }

    /** Whether it runs: what has ended may wait for its parent still. */
    private static boolean isAlive(long pid) {
        return ProcessTable.system()
                .find(pid)
                .filter(process -> !process.hasEnded())
                .isPresent();
    }
}
