package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The long-running parts of a deployment whose ledger is in files, each in a process of its own, which says what it loads. */
@Timeout(180)
final class NoDriverForFilesTest {

    private static final String DESCRIPTOR = "canonical/core_bucket_bridge.json";

    @TempDir
    private Path directory;

    private Operator make(int port) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        operator.write(DESCRIPTOR, operator.text(DESCRIPTOR).replace("\"port\": 8000", "\"port\": " + port));
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
        return operator;
    }

    private Process start(Operator operator, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--root", operator.root().toString(), "run"));
        all.addAll(List.of(arguments));
        List<String> flags = List.of("-Xlog:class+load:file=" + directory.resolve("loaded"));
        ProcessBuilder command = new ProcessBuilder(ChildJvm.command(flags, Main.class, all.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        command.environment().put("XDG_STATE_HOME", operator.state().toString());
        return command.start();
    }

    private String out() throws Exception {
        return Files.readString(directory.resolve("out"));
    }

    private void assertLoadedWithoutDriver(String type) throws Exception {
        List<String> lines = Files.readAllLines(directory.resolve("loaded"));
        assertThat(lines).anyMatch(line -> line.contains(type));
        assertThat(lines)
                .noneMatch(line -> line.contains("org.postgresql")
                        || line.contains("hikari")
                        || line.contains(" java.sql.")
                        || line.contains(".ledger.postgres.")
                        || line.contains(".cluster.SharedSlot")
                        || line.contains(".database.Database "));
    }

    @Test
    void theAutomationLoadsNoClassOfTheDatabasesDriver() throws Exception {
        try (Socket nobody = new Socket()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Process process = start(make(nobody.getLocalPort()), "automation", "--once");
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(out()).isEqualTo(69);
        }

        assertLoadedWithoutDriver(".automation.schedule.SlotLog ");
    }

    @Test
    void theBridgeLoadsNoClassOfTheDatabasesDriver() throws Exception {
        Process process = start(make(0), "bridge");
        try {
            await().atMost(120, TimeUnit.SECONDS).until(() -> out().contains("listening at") || !process.isAlive());
            assertThat(out()).contains("listening at");
        } finally {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        assertLoadedWithoutDriver(".ledger.file.FileStore ");
    }
}
