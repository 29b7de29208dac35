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
import java.util.List;
import java.util.stream.Stream;
import org.corebucket.bridge.client.outbox.Outbox;
import org.corebucket.bridge.client.outbox.OutboxLimits;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The automation in a process of its own, whose bridge is not there: its port is taken, and nobody listens at it. */
@Timeout(300)
final class AutomationIT {

    private static final Duration GUARD = Duration.ofSeconds(100);

    private final Socket nobody = new Socket();
    private Operator operator;
    private InstalledJar installation;

    @BeforeEach
    void makeDeployment(@TempDir Path directory) throws Exception {
        operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String descriptor = "canonical/core_bucket_bridge.json";
        operator.write(
                descriptor, operator.text(descriptor).replace("\"port\": 8000", "\"port\": " + nobody.getLocalPort()));
        assertThat(operator.run("freeze", "--reason", "test").code()).isZero();
        installation = new InstalledJar(operator);
    }

    @AfterEach
    void giveThePortBack() throws IOException {
        nobody.close();
    }

    private Process automation(String out, String... words) throws IOException {
        return installation.start(
                out,
                out + ".err",
                Stream.concat(Stream.of("run", "automation"), Stream.of(words)).toArray(String[]::new));
    }

    private Process watching(String out) throws Exception {
        Process watching = automation(out, "--watch", "--interval", "5");
        await().atMost(GUARD).until(() -> !watching.isAlive() || said(out).contains("finance_sync unreachable"));
        assertThat(watching.isAlive()).as(said(out + ".err")).isTrue();
        return watching;
    }

    private String said(String out) throws IOException {
        return Files.readString(operator.beside(out));
    }

    @Test
    void withoutABridgeItEndsIn69AndTheUpdatesAreInTheOutbox() throws Exception {
        Process once = automation("once", "--once");

        assertThat(BridgeProcess.exit(once)).as(said("once.err")).isEqualTo(69);
        assertThat(Outbox.at(operator.path("outbox"), OutboxLimits.STANDARD)
                        .depth()
                        .total())
                .isEqualTo(4);
        assertThat(reports()).hasSize(1);
        assertThat(Files.readAllLines(reports().get(0))).hasSize(7);
        assertThat(Files.readAllLines(operator.path("automation/reports/slots.jsonl")))
                .hasSize(7)
                .allMatch(line -> line.contains("\"state\":\"failed\""));
    }

    private List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.list(operator.path("automation/reports"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("run_"))
                    .toList();
        }
    }

    @Test
    void thereIsOneRunnerAndSigtermEndsItInOrder() throws Exception {
        Process first = watching("first");

        assertThat(BridgeProcess.exit(automation("second", "--once"))).isEqualTo(75);
        first.destroy();
        assertThat(BridgeProcess.exit(first)).isEqualTo(143);
        assertThat(said("first")).contains("automation: ended");
        assertThat(Files.readAllLines(operator.path("automation/reports/slots.jsonl")))
                .allMatch(line -> line.contains("\"state\":"));
    }

    @Test
    void anEmergencyStopEndsIt() throws Exception {
        Process watching = watching("watching");

        operator.run("stop", "--reason", "test");

        assertThat(BridgeProcess.exit(watching)).isEqualTo(32);
        assertThat(said("watching")).contains("automation: ended, since an emergency stop is in force");
        assertThat(BridgeProcess.exit(automation("after", "--once"))).isEqualTo(32);
    }
}
