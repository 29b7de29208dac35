package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.Operator;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SampleDeployment;
import org.corebucket.bridge.testkit.SampleLog;
import org.corebucket.bridge.testkit.SampleWitness;
import org.corebucket.bridge.testkit.SystemCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log's host that is put back whole, so that nobody but its witness knows more; and witnesses that lie. */
@Timeout(180)
final class PutBackLogTest {

    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final String STOP = "EMERGENCY_SHUTDOWN.marker";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private RunningBridge bridge;
    private Operator operator;
    private SampleWitness witness;

    @BeforeEach
    void start() throws Exception {
        bridge = new RunningBridge(Files.createDirectories(directory.resolve("bridge")));
        operator = bridge.operator();
        witness = SampleWitness.watching(operator, directory.resolve("witness"));
    }

    @AfterEach
    void stop() throws Exception {
        bridge.close();
        witness.close();
    }

    private Callable<Void> demanding(String policy) {
        return () -> {
            operator.write(Deployment.WITNESSES, policy);
            assertThat(operator.run("freeze", "--reason", "a witness").code()).isZero();
            return null;
        };
    }

    private void accept(int updates) throws Exception {
        for (int i = 0; i < updates; i++) {
            ModuleClient client = bridge.client();
            assertThat(client.post("/core/update", client.envelope(ModuleClient.update("education")), bridge.token())
                            .statusCode())
                    .isEqualTo(200);
        }
        bridge.pass(Duration.ofMinutes(5));
    }

    private JsonNode health() throws Exception {
        bridge.tick();
        return JSON.readTree(bridge.client().get("/core/health", bridge.token()).body());
    }

    private void awaitQuorum(long size) {
        await().atMost(GUARD).until(() -> health().at("/log/quorum/size").asLong() == size);
    }

    private void copy(Path from, Path to) {
        assertThat(SystemCommand.exit(directory, "cp", "-a", from.toString(), to.toString()))
                .isZero();
    }

    private Callable<Void> kept() {
        return () -> {
            copy(operator.root(), operator.beside("root.kept"));
            copy(operator.state(), operator.beside("state.kept"));
            return null;
        };
    }

    private Callable<Void> putBack() {
        return () -> {
            SampleDeployment.delete(operator.root());
            SampleDeployment.delete(operator.state());
            copy(operator.beside("root.kept"), operator.root());
            copy(operator.beside("state.kept"), operator.state());
            return null;
        };
    }

    private void awaitIncident() throws Exception {
        await().atMost(GUARD).until(() -> health().at("/log/status").asText().equals("error"));
        await().atMost(GUARD).until(() -> Files.exists(operator.path(STOP)));
        assertThat(operator.run("incident", "list").out()).containsPattern("critical  open +THE LOG WAS CHANGED");
        assertThat(health().get("status").asText()).isEqualTo("error");
    }

    @Test
    void theStartAsksTheWitnessAndIsAnIncidentIfThatKnowsMore() throws Exception {
        bridge.restartAfter(demanding(witness.policy(witness.address().toString())));
        accept(3);
        awaitQuorum(3);
        bridge.restartAfter(kept());
        accept(2);
        awaitQuorum(5);

        bridge.restartAfter(putBack());

        awaitIncident();
        assertThat(operator.run("verify").out()).contains("LOG WENT BACK");
    }

    @Test
    void aLedgerThatGrewAgainBeyondWhatTheWitnessHasIsAnIncidentToo() throws Exception {
        bridge.restartAfter(demanding(witness.policy(witness.address().toString())));
        accept(3);
        awaitQuorum(3);
        bridge.restartAfter(kept());
        accept(1);
        awaitQuorum(4);
        bridge.restartAfter(() -> {
            putBack().call();
            return demanding("quorum none\n").call(); // nobody is asked, until it has grown
        });
        accept(4);
        await().atMost(GUARD).until(() -> health().at("/log/size").asLong() == 7);
        assertThat(operator.path(STOP)).doesNotExist();

        bridge.restartAfter(demanding(witness.policy(witness.address().toString())));

        awaitIncident();
    }

    /** One that has nothing to show, and one that shows what another key signed. */
    @ParameterizedTest
    @ValueSource(ints = {409, 422})
    void aWitnessThatLiesIsNoIncident(int status) throws Exception {
        String origin = LogSettings.origin(Deployment.at(operator.root()), operator.host())
                .orElseThrow();
        byte[] forged = SampleLog.of(origin, directory, 99).checkpoint(99).bytes();
        HttpServer liar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        liar.createContext("/", exchange -> {
            boolean shows = exchange.getRequestMethod().equals("GET");
            byte[] body = shows ? forged : "99\n".getBytes(StandardCharsets.US_ASCII);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(shows ? 200 : status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        liar.start();
        try {
            bridge.restartAfter(demanding(
                    witness.policy("http://127.0.0.1:" + liar.getAddress().getPort())));
            accept(3);

            await().atMost(GUARD)
                    .until(() ->
                            health().at("/log/witnesses/0/trouble").asText().contains(status == 409 ? "99" : "422"));
            bridge.restart();

            assertThat(health().at("/log/status").asText()).isEqualTo("ok");
            assertThat(operator.run("incident", "list").out()).doesNotContain("THE LOG WAS CHANGED");
        } finally {
            liar.stop(0);
        }
    }
}
