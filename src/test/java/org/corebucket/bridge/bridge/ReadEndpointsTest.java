package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.corebucket.bridge.incident.StopReserve;
import org.corebucket.bridge.testkit.AtABridge;
import org.corebucket.bridge.testkit.ModuleClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read from a bridge, and by whom. */
@Timeout(120)
final class ReadEndpointsTest extends AtABridge {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void statusCountsUpdatesByModuleAlsoAfterARestart() throws Exception {
        accept("education", "s-1");
        accept("education", "s-2");
        accept("finance", "s-1");
        bridge.restart();

        HttpResponse<String> answer = bridge.client().get("/bucket/status", token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                {"last_sync_time": "2026-11-23T08:00:00.125Z", "total_sync_count": 3,
                 "module_sync_counts": {"creative": 0, "education": 2, "finance": 1, "robotics": 0}}"""));
    }

    @Test
    void statusNeedsAToken() throws Exception {
        assertThat(client.get("/bucket/status", "").statusCode()).isEqualTo(401);
    }

    @Test
    void aReceiptIsFoundAgain() throws Exception {
        JsonNode given = accept("education", "term 1/é").get("receipt");
        bridge.restart();

        HttpResponse<String> answer = bridge.client().get("/bucket/receipts/term%201%2F%C3%A9", token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).get("receipt")).isEqualTo(given);
    }

    @Test
    void aReceiptIsOnlyForTokensThatMaySpeakForItsModule() throws Exception {
        accept("education", "s-1");
        String finance = client.token(bridge.now(), "\"roles\":[\"module\"],\"modules\":[\"finance\"]");

        HttpResponse<String> others =
                client.send(client.request("/bucket/receipts/s-1", finance).header("X-Request-Id", "r-1"));
        HttpResponse<String> nobodys =
                client.send(client.request("/bucket/receipts/s-2", finance).header("X-Request-Id", "r-1"));

        assertThat(others.statusCode()).isEqualTo(404);
        assertThat(others.body()).as("it does not tell whether there is one").isEqualTo(nobodys.body());
    }

    @Test
    void whatIsProvedOfNobodyElsesEntriesIsNotEvenSaid() throws Exception {
        accept("education", "s-1");
        String finance = client.token(bridge.now(), "\"roles\":[\"module\"],\"modules\":[\"finance\"]");

        for (String path : List.of("/bucket/receipts/s-1", "/bucket/entries/1")) {
            HttpResponse<String> plain =
                    client.send(client.request(path, finance).header("X-Request-Id", "r-1"));
            HttpResponse<String> proof =
                    client.send(client.request(path + "?proof=1", finance).header("X-Request-Id", "r-1"));
            assertThat(proof.statusCode()).isEqualTo(404);
            assertThat(proof.body()).isEqualTo(plain.body());
        }
    }

    @Test
    void anEntryIsGivenAsItLiesOnDiskToWhoMaySpeakForItsModuleAndToAdmins() throws Exception {
        accept("education", "s-1");
        accept("finance", "s-2");
        String finance = client.token(bridge.now(), "\"roles\":[\"module\"],\"modules\":[\"finance\"]");
        String admin = client.token(bridge.now(), "\"roles\":[\"admin\"],\"modules\":[]");
        List<String> lines = bridge.ledger();

        assertThat(client.get("/bucket/entries/2", finance).body()).isEqualTo(lines.get(1) + "\n");
        assertThat(client.get("/bucket/entries/1", admin).body()).isEqualTo(lines.get(0) + "\n");
        assertThat(client.get("/core/ledger?from=1&limit=9", admin).body())
                .isEqualTo(lines.get(0) + "\n" + lines.get(1) + "\n");
        assertThat(client.get("/core/ledger?from=1", finance).statusCode()).isEqualTo(403);
        assertThat(client.get("/bucket/entries/1", "").statusCode()).isEqualTo(401);
        HttpResponse<String> others =
                client.send(client.request("/bucket/entries/1", finance).header("X-Request-Id", "r-1"));
        HttpResponse<String> none =
                client.send(client.request("/bucket/entries/3", finance).header("X-Request-Id", "r-1"));
        assertThat(others.statusCode()).isEqualTo(404);
        assertThat(others.body()).as("it does not tell whether there is one").isEqualTo(none.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.0", "%31", "99999999999999999999", "1/", "01", "0001", "00"})
    void whatIsNoNumberOfAnEntryIsNotFound(String number) throws Exception {
        accept("education", "s-1");

        assertThat(client.get("/bucket/entries/" + number, token).statusCode()).isEqualTo(404);
    }

    @Test
    void beforeTheFirstUpdateTheValuesAreEmptyAsV5sFrontendExpects() throws Exception {
        JsonNode status = JSON.readTree(client.get("/bucket/status", token).body());

        assertThat(status.get("last_sync_time").textValue()).isEmpty();
        assertThat(health().get("last_sync_ts").textValue()).isEmpty();
        assertThat(health().get("security").get("last_nonce").isNull()).isTrue();
    }

    @Test
    void aPlusInAPathIsAPlus() throws Exception {
        accept("education", "a+b");

        assertThat(client.get("/bucket/receipts/a+b", token).statusCode()).isEqualTo(200);
        assertThat(client.get("/bucket/receipts/a%20b", token).statusCode()).isEqualTo(404);
    }

    @Test
    void headIsAnsweredWhereGetIs() throws Exception {
        accept("education", "s-1");
        String admin = client.token(bridge.now(), "\"roles\":[\"admin\"]");
        for (String path : List.of(
                "/core/health",
                "/metrics",
                "/dashboard",
                "/bucket/status",
                "/bucket/receipts/s-1",
                "/core/ledger?limit=1",
                "/core/events")) {
            HttpResponse<String> head =
                    client.send(client.request(path, admin).method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("content-type")).as(path).isPresent();
        }
        assertThat(client.send(client.request("/bucket/status", "").method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> head =
                client.send(client.request("/core/update", token).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(405);
        assertThat(head.headers().firstValue("allow")).hasValue("POST");
        HttpResponse<String> updated = client.get("/core/update", token);
        assertThat(updated.statusCode()).isEqualTo(405);
        assertThat(detail(updated)).isEqualTo("this path takes POST only");
        HttpResponse<String> posted = client.post("/core/health", "", "");
        assertThat(posted.headers().firstValue("allow")).hasValue("GET, HEAD");
        assertThat(detail(posted)).isEqualTo("this path takes GET and HEAD only");
    }

    private static String detail(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body()).get("detail").asText();
    }

    @Test
    void healthNeedsNoTokenAndTellsWhatWasMeasured() throws Exception {
        accept("education", "s-1");
        client.post("/core/update", "{\"payload\": {}}", token);
        client.post("/core/update", envelope("education", "s-1", 0), token);
        client.post("/core/update", envelope("education", "s-9", 0).replace("s-9", "s-8"), token);
        bridge.pass(Duration.ofSeconds(90));

        JsonNode health = health();

        assertThat(health.get("status").asText()).isEqualTo("ok");
        assertThat(health.get("uptime_s").asLong()).isEqualTo(90);
        assertThat(health.get("last_sync_ts").asText()).isEqualTo("2026-11-23T08:00:00.125Z");
        assertThat(health.get("pending_queue").asInt()).isZero();
        assertThat(health.get("error_count_24h").asInt()).isZero();
        assertThat(health.get("avg_latency_ms_24h").asDouble()).isPositive();
        JsonNode security = health.get("security");
        assertThat(security.get("signature_rejects_24h").asInt()).isOne();
        assertThat(security.get("replay_rejects_24h").asInt()).isOne();
        assertThat(security.get("last_valid_signature_ts"))
                .isEqualTo(JSON.readTree("{\"education\": \"2026-11-23T08:00:00.125Z\"}"));
        assertThat(security.get("last_nonce").asText()).isEqualTo("nonce-s-1");
        assertThat(health.get("warnings"))
                .as("but for the latency, which is this machine's")
                .allMatch(warning -> warning.asText().startsWith("updates took "));
    }

    @Test
    void theFiguresOfTheLastDayOutliveARestart() throws Exception {
        accept("education", "s-1");
        client.post("/core/update", envelope("education", "s-9", 0).replace("s-9", "s-8"), token);
        client.post("/core/update", envelope("education", "s-1", 0), token);
        client.post("/core/update", client.envelope(ModuleClient.update("marketing")), token);
        bridge.pass(Duration.ofHours(2));
        double latency = health().get("avg_latency_ms_24h").asDouble();
        bridge.restart();
        bridge.pass(Duration.ofHours(2));
        bridge.restart();
        client = bridge.client();

        JsonNode security = health().get("security");
        assertThat(security.get("signature_rejects_24h").asInt()).isOne();
        assertThat(security.get("replay_rejects_24h").asInt()).isOne();
        assertThat(security.get("other_rejects_24h").asInt()).isOne();
        assertThat(health().get("avg_latency_ms_24h").asDouble()).isEqualTo(latency);
        bridge.pass(Duration.ofHours(22));
        assertThat(health().get("security").get("other_rejects_24h").asInt()).isZero();
    }

    @Test
    void healthSaysThatTheRoomForAnEmergencyStopIsUsed() throws Exception {
        Files.delete(bridge.operator().path(StopReserve.FILE));

        assertThat(health().get("warnings"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.asText())
                        .startsWith("the room that is kept for the records of an emergency stop is used"));
    }

    @Test
    void whatIsADayOldIsNoLongerCounted() throws Exception {
        client.post("/core/update", envelope("education", "s-9", 0).replace("s-9", "s-8"), token);
        bridge.pass(Duration.ofHours(23));
        assertThat(health().get("security").get("signature_rejects_24h").asInt())
                .isOne();

        bridge.pass(Duration.ofHours(1).plusMinutes(2));

        assertThat(health().get("security").get("signature_rejects_24h").asInt())
                .isZero();
    }

    @Test
    void aModuleThatIsSilentForTooLongIsAWarning() throws Exception {
        bridge.pass(Duration.ofMinutes(16));

        assertThat(health().get("warnings"))
                .hasSize(4)
                .anyMatch(one -> one.asText().startsWith("robotics was never"));
    }

    @Test
    void aHeartbeatOfAClockThatWasAheadCountsForNobody() throws Exception {
        String payload = "{\"module\": \"finance\", \"status\": \"alive\", \"timestamp\": \"" + bridge.now() + "\"}";
        assertThat(client.post("/core/heartbeat", client.envelope(payload), token)
                        .statusCode())
                .isEqualTo(200);
        bridge.pass(Duration.ofHours(-2));
        bridge.restart();
        client = bridge.client();
        bridge.pass(Duration.ofMinutes(16));

        assertThat(health().get("warnings"))
                .anyMatch(one -> one.asText()
                        .equals("finance's last heartbeat lies in the future, at 2026-11-23T08:00:00.125Z: it does not"
                                + " count"));
    }

    @Test
    void manyRejectsAreAWarning() throws Exception {
        for (int i = 0; i < 11; i++) {
            client.post("/core/update", "{}", "");
        }

        assertThat(health().get("warnings"))
                .singleElement()
                .satisfies(one -> assertThat(one.asText()).isEqualTo("11 requests were rejected within a minute"));
    }

    @Test
    void metricsHaveCountsAndAHistogram() throws Exception {
        accept("education", "s-1");
        client.post("/core/update", "{}", "");

        HttpResponse<String> answer = client.get("/metrics", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.body())
                .contains(
                        "bridgectl_ledger_entries 1.0\n",
                        "bridgectl_rejections_total{endpoint=\"/core/update\",reason=\"missing_token\"} 1.0\n",
                        "bridgectl_request_duration_seconds_bucket{endpoint=\"/core/update\",status=\"200\",le=\"+Inf\"} 1\n");
    }

    @Test
    void onlyWhatIsInTheRouteTableIsServed() throws Exception {
        assertThat(client.get("/", token).statusCode()).isEqualTo(404);
        assertThat(client.get("/core/../core/health", token).statusCode()).isEqualTo(404);
        assertThat(client.get("/core/health/", token).statusCode()).isEqualTo(404);
        HttpResponse<String> wrongMethod = client.get("/core/update", token);
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("allow")).hasValue("POST");
        HttpResponse<String> deletion =
                client.send(client.request("/core/health", token).method("DELETE", BodyPublishers.noBody()));
        assertThat(deletion.statusCode()).isEqualTo(405);
        assertThat(bridge.ledger()).isEmpty();
    }

    private JsonNode health() throws Exception {
        HttpResponse<String> answer = client.get("/core/health", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode accept(String module, String session) throws Exception {
        HttpResponse<String> answer = client.post("/core/update", envelope(module, session, 1), token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private String envelope(String module, String session, int number) throws Exception {
        String payload = "{\"data\": {\"n\": " + number + "}, \"module\": \"" + module + "\", \"session_id\": \""
                + session.replace("é", "\\u00e9") + "\"}";
        return client.envelope(payload, "nonce-" + session.replace("é", "e") + (module.equals("finance") ? "-f" : ""));
    }
}
