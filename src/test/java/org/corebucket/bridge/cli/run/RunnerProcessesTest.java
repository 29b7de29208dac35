package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runners of two hosts in processes of their own, on one database; their bridge is not there, so that each run fails. */
@Timeout(240)
final class RunnerProcessesTest {

    private static final Duration GUARD = Duration.ofSeconds(100);

    @TempDir
    private Path directory;

    private final Socket nobody = new Socket();
    private final List<Process> processes = new ArrayList<>();
    private SharedLedger ledger;

    @BeforeEach
    void make() throws Exception {
        nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ledger = SharedLedger.make();
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        nobody.close();
        ledger.close();
    }

    private Operator host(String name) throws Exception {
        Operator operator = Operator.atDeployment(Files.createDirectory(directory.resolve(name)));
        operator.setClock(Clock.systemUTC());
        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(
                descriptor, operator.text(descriptor).replace("\"port\": 8000", "\"port\": " + nobody.getLocalPort()));
        operator.write(
                "canonical/automation/runner.json",
                "{\"jobs\":[{\"name\":\"a\",\"trigger\":{\"type\":\"intervalSeconds\",\"value\":1},"
                        + "\"actions\":[{\"type\":\"get_bucket_status\"}]}]}\n");
        ledger.join(operator);
        return operator;
    }

    private Process watch(Operator operator) throws IOException {
        ProcessBuilder command = new ProcessBuilder(ChildJvm.command(
                        List.of("-Xshare:auto"),
                        Main.class,
                        "--root",
                        operator.root().toString(),
                        "run",
                        "automation",
                        "--watch",
                        "--interval",
                        "5"))
                .redirectErrorStream(true)
                .redirectOutput(operator.beside("out").toFile());
        command.environment().put("XDG_STATE_HOME", operator.state().toString());
        Process process = command.start();
        processes.add(process);
        return process;
    }

    private long reported(Operator operator) throws IOException {
        Path reports = operator.path("automation/reports");
        if (!Files.isDirectory(reports)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(reports)) {
            long lines = 0;
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("run_"))
                    .toList()) {
                lines += Files.readAllLines(file).size();
            }
            return lines;
        }
    }

    private long count(String where) throws IOException {
        return Long.parseLong(ledger.schema().psql("SELECT count(*) FROM slot WHERE " + where));
    }

    @Test
    void aKilledRunnersDueTimesAreTheOthersAndNoneIsRunTwice() throws Exception {
        Operator one = host("one");
        Operator two = host("two");
        Process first = watch(one);
        Process second = watch(two);
        await().atMost(GUARD)
                .until(() -> ledger.schema().psql("SELECT count(*) FROM runner").equals("2")
                        && count("fence IS NOT NULL") >= 6);
        first.destroyForcibly().waitFor();
        long before = reported(two);
        // Unless the first was killed in a run: then the second waits until that must be over, and has nothing to run.
        await().atMost(GUARD).until(() -> reported(two) > before + 2 || count("state IS NULL") > 0);
        second.destroy();
        second.waitFor();

        long begun = count("fence IS NOT NULL");
        long unreported = begun - reported(one) - reported(two);
        assertThat(unreported).as(Files.readString(two.beside("out"))).isBetween(0L, 1L);
        assertThat(count("state IS NULL")).isLessThanOrEqualTo(1);
        assertThat(count("state NOT IN ('failed', 'missed', 'stopped', 'skipped')"))
                .isZero();
    }
}
