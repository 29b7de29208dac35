package org.corebucket.bridge.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.testkit.ModuleClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bridge that is killed again and again while 16 clients post: what it acknowledged is there, once. */
@Timeout(900)
final class KilledBridgeIT extends KillRounds {

    private static final int CLIENTS = 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The receipts that clients were given, by session. */
    private final Map<String, JsonNode> receipts = new ConcurrentHashMap<>();

    private final Map<String, String> envelopes = new ConcurrentHashMap<>();

    @Test
    @Tag("long")
    void thirtyTimes() throws Exception {
        rounds(30);
    }

    @Override
    void round(BridgeProcess bridge, Random random, int round) throws Exception {
        killUnderLoad(bridge, 1 + random.nextInt(400));
        bridge.start();
        assertNothingIsLostOrTwice(bridge);
    }

    @Override
    void afterRounds(BridgeProcess bridge, int rounds) throws Exception {
        assertThat(receipts).hasSizeGreaterThan(rounds);
        assertReplaysAreRefused(bridge);
    }

    /** Kills it as soon as that many more are acknowledged. */
    private void killUnderLoad(BridgeProcess bridge, int acknowledged) throws Exception {
        CountDownLatch enough = new CountDownLatch(acknowledged);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> post(bridge.client(), enough));
        }
        assertThat(enough.await(120, TimeUnit.SECONDS)).isTrue();
        bridge.process().destroyForcibly();
        clients.shutdown();
        assertThat(clients.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        BridgeProcess.exit(bridge.process());
    }

    /** Until the bridge is gone. */
    private void post(ModuleClient client, CountDownLatch enough) {
        try {
            String token = client.token(Instant.now(), "\"roles\":[\"module\"]");
            while (true) {
                String payload = ModuleClient.update("education");
                String session = JSON.readTree(payload).get("session_id").asText();
                String envelope = client.envelope(payload);
                envelopes.put(session, envelope);
                HttpResponse<String> answer = client.post("/core/update", envelope, token);
                if (answer.statusCode() == 200) {
                    receipts.put(session, JSON.readTree(answer.body()).get("receipt"));
                    enough.countDown();
                }
            }
        } catch (IOException e) {
            // The bridge is gone, which is the point of it.
            return;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertNothingIsLostOrTwice(BridgeProcess bridge) throws Exception {
        Map<String, JsonNode> stored = new HashMap<>();
        for (String line : Files.readAllLines(operator.path("logs/provenance_chain.jsonl"))) {
            JsonNode entry = JSON.readTree(line);
            assertThat(stored.put(entry.get("session_id").asText(), entry))
                    .as("the entry of a session is there once")
                    .isNull();
        }
        assertThat(bridge.entries()).isEqualTo(stored.size());
        receipts.forEach((session, receipt) -> {
            JsonNode entry = Objects.requireNonNull(stored.get(session), session);
            assertThat(entry.get("seq")).isEqualTo(receipt.get("seq"));
            assertThat(entry.get("hash")).isEqualTo(receipt.get("hash"));
        });
    }

    private void assertReplaysAreRefused(BridgeProcess bridge) throws Exception {
        ModuleClient client = bridge.client();
        String token = client.token(Instant.now(), "\"roles\":[\"module\"]");
        List<Integer> statuses = new ArrayList<>();
        for (String session : receipts.keySet()) {
            statuses.add(client.post("/core/update", String.valueOf(envelopes.get(session)), token)
                    .statusCode());
        }
        assertThat(statuses).containsOnly(401);
    }
}
