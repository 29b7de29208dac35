package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.testkit.ModuleClient;
import org.corebucket.bridge.testkit.PostgresLogs;
import org.corebucket.bridge.testkit.RunningBridge;
import org.corebucket.bridge.testkit.SharedLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What two bridges of one ledger know together, and one of them tells (CONTRACT 12). */
@Timeout(240)
@ExtendWith(PostgresLogs.class)
final class KnownTogetherTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private SharedLedger ledger;
    private RunningBridge one;
    private RunningBridge other;

    @BeforeEach
    void start() throws Exception {
        ledger = SharedLedger.make();
        one = new RunningBridge(Files.createDirectory(directory.resolve("one")), ledger);
        other = new RunningBridge(Files.createDirectory(directory.resolve("other")), ledger);
    }

    @AfterEach
    void end() throws Exception {
        other.close();
        one.close();
        ledger.close();
    }

    private static JsonNode health(RunningBridge bridge) throws Exception {
        return JSON.readTree(bridge.client().get("/core/health", "").body());
    }

    private static void send(RunningBridge bridge, String envelope) throws Exception {
        bridge.client().post("/core/update", envelope, bridge.token());
    }

    private static String badlySigned(ModuleClient client) throws Exception {
        return client.envelope("{\"module\": \"finance\", \"data\": {}, \"session_id\": \"s-8\"}")
                .replace("s-8", "s-9");
    }

    /** Time goes by until a bridge has heard of the others again. */
    private void exchange(RunningBridge bridge) throws Exception {
        one.pass(Duration.ofSeconds(6));
        other.pass(Duration.ofSeconds(6));
        String before = health(bridge).at("/figures/as_of").asText();
        await().atMost(PATIENCE).until(() -> {
            // What is begun while the exchange before is still going is begun by a later tick.
            bridge.tick();
            return !health(bridge).at("/figures/as_of").asText().equals(before);
        });
    }

    private static JsonNode snapshot(RunningBridge bridge) throws Exception {
        String admin = bridge.client().token(bridge.now(), "\"roles\":[\"admin\"]");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                HttpClient.newHttpClient()
                        .send(bridge.client().request("/core/events", admin).build(), BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8))) {
            lines.readLine();
            return JSON.readTree(lines.readLine().substring("data: ".length()));
        }
    }

    @Test
    void theFiguresOfADayAreTheSumOfAllBridges() throws Exception {
        send(one, badlySigned(one.client()));
        send(one, one.client().envelope(ModuleClient.update("finance")));
        send(other, badlySigned(other.client()));
        send(other, badlySigned(other.client()));
        send(other, other.client().envelope(ModuleClient.update("education")));
        exchange(one);
        exchange(other);
        exchange(one);

        for (RunningBridge bridge : List.of(one, other)) {
            JsonNode health = health(bridge);
            assertThat(health.at("/security/signature_rejects_24h").asInt()).isEqualTo(3);
            assertThat(health.at("/figures/nodes")).hasSize(2);
            assertThat(health.at("/figures/complete").asBoolean()).isTrue();
        }
        assertThat(health(one).get("avg_latency_ms_24h"))
                .isEqualTo(health(other).get("avg_latency_ms_24h"));
        JsonNode shown = snapshot(one);
        assertThat(shown.at("/minutes/60/accepted").asInt()).isEqualTo(2);
        assertThat(shown.at("/minutes/60/signature").asInt()).isEqualTo(3);
        assertThat(shown.get("minutes")).isEqualTo(snapshot(other).get("minutes"));
    }

    @Test
    void aBridgeThatIsKilledOrEndedLeavesItsFigures() throws Exception {
        send(other, badlySigned(other.client()));
        other.restartAfter(() -> {
            exchange(one);
            assertThat(health(one).at("/security/signature_rejects_24h").asInt())
                    .isOne();
            return null;
        });

        assertThat(health(other).at("/security/signature_rejects_24h").asInt())
                .as("it takes up its own")
                .isOne();
    }

    @Test
    void aBridgeThatCanNotReadTheOthersFiguresSaysWhoseItHas() throws Exception {
        send(one, badlySigned(one.client()));
        send(other, badlySigned(other.client()));
        exchange(other);
        exchange(one);
        assertThat(health(one).at("/security/signature_rejects_24h").asInt()).isEqualTo(2);

        ledger.schema().psql("ALTER TABLE figure RENAME TO aside");
        try {
            exchange(one);
            JsonNode health = health(one);
            assertThat(health.at("/security/signature_rejects_24h").asInt()).isOne();
            assertThat(health.at("/figures/nodes")).hasSize(1);
            assertThat(health.at("/figures/complete").asBoolean()).isFalse();
            assertThat(health.get("warnings"))
                    .anyMatch(warning -> warning.asText().startsWith("the figures are those of this node alone"));
        } finally {
            ledger.schema().psql("ALTER TABLE aside RENAME TO figure");
        }

        exchange(one);
        assertThat(health(one).at("/security/signature_rejects_24h").asInt()).isEqualTo(2);
    }

    @Test
    void thatAModuleIsLateIsToldOnceByWhicheverNode() throws Exception {
        Path told = directory.resolve("told");
        for (RunningBridge bridge : List.of(one, other)) {
            bridge.restartAfter(() -> {
                String alerts =
                        "\"alerts\": [{\"type\": \"command\", \"argv\": [\"/bin/sh\", \"-c\", \"cat >>\\\"$1\\\"\","
                                + " \"sh\", \"" + told + "\"]}]";
                bridge.operator()
                        .write(
                                "canonical/policy.json",
                                bridge.operator()
                                        .text("canonical/policy.json")
                                        .replaceFirst(
                                                "\"alerts\": *\\[\\]",
                                                alerts.replace("\\", "\\\\").replace("$", "\\$")));
                return null;
            });
        }
        one.pass(Duration.ofMinutes(16));
        other.pass(Duration.ofMinutes(16));
        one.tick();
        other.tick();
        exchange(one);
        exchange(other);
        await().atMost(PATIENCE).until(() -> {
            one.tick();
            other.tick();
            return late(told) >= 4;
        });
        exchange(other);
        exchange(one);
        one.tick();
        other.tick();

        assertThat(health(one).get("warnings").toString()).contains("finance was never heard of");
        assertThat(late(told)).isEqualTo(4);
    }

    /** The two hosts' clocks pass one after the other here, and of that there may be an alert, too. */
    private static long late(Path told) throws IOException {
        return Files.exists(told)
                ? Files.readAllLines(told).stream()
                        .filter(alert -> alert.contains("was never heard of"))
                        .count()
                : 0;
    }
}
