package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.shared.Terminal;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.PolicyReader;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a bridge that is run ends, as those see it who look on. */
@Timeout(120)
final class BridgeRunTest {

    private static final Pattern LISTENING =
            Pattern.compile("bridge: listening at (\\S+), with 0 entries in the ledger");

    @Test
    void whoLooksOnIsToldThatAnEmergencyStopEndsIt(@TempDir Path directory) throws Exception {
        Operator operator = Operator.atDeployment(directory);
        operator.setClock(Clock.systemUTC());
        Deployment deployment = Deployment.at(operator.root());
        LinkedBlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
        try (PipedWriter out = new PipedWriter();
                BufferedReader lines = new BufferedReader(new PipedReader(out, 1 << 16))) {
            FutureTask<Integer> run = new FutureTask<>(() ->
                    runner(operator, deployment, out, bugs).run(bridge(operator), descriptor(operator), List.of()));
            new Thread(run, "bridge").start();
            URI address = address(lines);
            ModuleClient client = new ModuleClient(address, operator.path("security"));
            String admin = client.token(operator.now(), "\"roles\":[\"admin\"]");

            String seen;
            try (Socket viewer = new Socket(address.getHost(), address.getPort())) {
                look(viewer, admin);
                readUntil(viewer.getInputStream(), "event: snapshot");
                new Incidents(deployment, operator.host()).raise(Violation.stop("fire"));
                seen = new String(viewer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }

            assertThat(seen).endsWith("event: stopped\ndata: {}\n\n");
            assertThat(run.get()).isEqualTo(ExitCode.STOPPED);
            assertThat(lines.readLine()).isEqualTo("bridge: ended, since an emergency stop is in force");
        }
        assertThat(operator.text("EMERGENCY_SHUTDOWN.marker")).contains("run bridge");
        assertThat(bugs).isEmpty();
    }

    private static BridgeRun runner(
            Operator operator, Deployment deployment, PipedWriter out, LinkedBlockingQueue<Throwable> bugs)
            throws Exception {
        Session session = new Session(
                operator.host(), new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), Terminal.NONE);
        return new BridgeRun(
                session, deployment, policy(operator), EmergencyStop.of(deployment, operator.host()), bugs::add);
    }

    private static Policy policy(Operator operator) throws Exception {
        return PolicyReader.read(operator.read(Deployment.POLICY), Deployment.POLICY);
    }

    private static Entrypoint bridge(Operator operator) throws Exception {
        return policy(operator).entrypoints().stream()
                .filter(entrypoint -> entrypoint.kind() == Entrypoint.EntrypointKind.BRIDGE)
                .findFirst()
                .orElseThrow();
    }

    private static byte[] descriptor(Operator operator) throws Exception {
        return operator.text(Deployment.BRIDGE)
                .replace("\"port\": 8000", "\"port\": 0")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static URI address(BufferedReader lines) throws Exception {
        Matcher said = LISTENING.matcher(lines.readLine());
        assertThat(said.matches()).isTrue();
        return URI.create(said.group(1));
    }

    private static void look(Socket viewer, String token) throws Exception {
        OutputStream out = viewer.getOutputStream();
        out.write(("GET /core/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void readUntil(InputStream in, String text) throws Exception {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as(seen.toString()).isNotNegative();
            seen.append((char) next);
        }
    }
}
