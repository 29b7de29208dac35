package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.cli.Main;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The automation of a deployment whose ledger is in files, in a process of its own, which says what it loads. */
@Timeout(180)
final class NoDriverForFilesTest {

    @TempDir
    private Path directory;

    @Test
    void theAutomationLoadsNoClassOfTheDatabasesDriver() throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        Path loaded = directory.resolve("loaded");
        try (Socket nobody = new Socket()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String descriptor = "canonical/core_bucket_bridge.json";
            operator.write(
                    descriptor,
                    operator.text(descriptor).replace("\"port\": 8000", "\"port\": " + nobody.getLocalPort()));
            assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
            List<String> flags = List.of("-Xlog:class+load:file=" + loaded);
            ProcessBuilder command = new ProcessBuilder(ChildJvm.command(
                            flags, Main.class, "--root", operator.root().toString(), "run", "automation", "--once"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out").toFile());
            command.environment().put("XDG_STATE_HOME", operator.state().toString());
            Process process = command.start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(directory.resolve("out")))
                    .isEqualTo(69);
        }

        List<String> lines = Files.readAllLines(loaded);
        assertThat(lines).anyMatch(line -> line.contains(".automation.schedule.SlotLog "));
        assertThat(lines)
                .noneMatch(line -> line.contains("org.postgresql")
                        || line.contains("hikari")
                        || line.contains(".cluster.SharedSlot")
                        || line.contains(".database.Database "));
    }
}
