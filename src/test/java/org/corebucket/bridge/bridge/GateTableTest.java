package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.testkit.AtABridge;
import org.corebucket.bridge.testkit.ModuleClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every row of the contract's gate table, over a socket; each refusal leaves one line, one event, and nothing else. */
@Timeout(120)
final class GateTableTest extends AtABridge {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REJECTS = "logs/security_rejects.log";
    private static final String EVENTS = "insight/flow.log";

    @Test
    void aSignedUpdateIsRecordedAndAcknowledged() throws Exception {
        String payload = ModuleClient.update("education");

        HttpResponse<String> answer = client.post("/core/update", client.envelope(payload), token);

        JsonNode body = JSON.readTree(answer.body());
        JsonNode entry = JSON.readTree(bridge.ledger().get(0));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(body.get("status").asText()).isEqualTo("success");
        assertThat(body.get("timestamp").asText()).isEqualTo("2026-11-23T08:00:00.125Z");
        assertThat(body.get("session_id")).isEqualTo(JSON.readTree(payload).get("session_id"));
        assertThat(body.get("message").asText()).isNotEmpty();
        assertThat(body.get("receipt").get("seq").asLong()).isEqualTo(1);
        assertThat(body.get("receipt").get("hash")).isEqualTo(entry.get("hash"));
        assertThat(entry.get("payload")).isEqualTo(JSON.readTree(payload));
        assertThat(entry.get("endpoint").asText()).isEqualTo("/core/update");
        assertThat(bridge.lastLine("logs/core_sync.log"))
                .startsWith("2026-11-23T08:00:00.125Z - {\"module\":\"education\"");
        assertThat(bridge.lastLine(EVENTS)).contains("\"event_type\":\"core_update\"", "\"status\":\"success\"");
        assertThat(bridge.lastLine("logs/metrics.jsonl")).contains("\"status\":\"success\"", "\"latency_ms\":");
    }

    @Test
    void aHeartbeatIsRecordedAndAcknowledged() throws Exception {
        String payload =
                "{\"metrics\": {\"load\": 0.5}, \"module\": \"finance\", \"status\": \"warning\", \"timestamp\":"
                        + " \"2026-11-23T08:00:01\"}";

        HttpResponse<String> answer = client.post("/core/heartbeat", client.envelope(payload), token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(bridge.lastLine("logs/heartbeat.log"))
                .contains("\"module\":\"finance\"", "\"status\":\"warning\"", "{\"load\": 0.5}");
        assertThat(bridge.lastLine(EVENTS)).contains("\"event_type\":\"heartbeat\"");
    }

    @Test
    void whoGivesARequestAnIdFindsItInTheAnswerAndInEveryLine() throws Exception {
        String heartbeat = "{\"module\": \"finance\", \"status\": \"alive\", \"timestamp\": \"2026-11-23T08:00:01\"}";

        HttpResponse<String> updated = client.send(client.request("/core/update", token)
                .header("X-Request-Id", "sent-1")
                .POST(BodyPublishers.ofString(client.envelope(ModuleClient.update("education")))));
        assertThat(updated.headers().firstValue("x-request-id")).hasValue("sent-1");
        for (String log : List.of("logs/core_sync.log", EVENTS, "logs/metrics.jsonl")) {
            assertThat(bridge.lastLine(log)).contains("\"request_id\":\"sent-1\"");
        }

        HttpResponse<String> beat = client.send(client.request("/core/heartbeat", token)
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString(client.envelope(heartbeat))));
        assertThat(beat.headers().firstValue("x-request-id")).hasValue("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(bridge.lastLine("logs/heartbeat.log"))
                .contains("\"request_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedByItsHead() throws Exception {
        refused(client.post("/core/update", "x".repeat((1 << 20) + 1), ""), 413, "body_too_large");
    }

    @Test
    void aBodyThatIsNotAnnouncedAsJsonIsRefused() throws Exception {
        HttpResponse<String> answer = client.send(client.request("/core/update", "")
                .setHeader("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));

        refused(answer, 415, "unsupported_media_type");
    }

    @Test
    void withoutATokenNothingIsRead() throws Exception {
        HttpResponse<String> answer = client.post("/core/update", "not even JSON", "");

        refused(answer, 401, "missing_token");
        assertThat(answer.headers().firstValue("www-authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
    }

    @Test
    void aTokenThatNobodySignedIsRefused() throws Exception {
        refused(
                client.post("/core/update", "{}", token.substring(0, token.length() - 6) + "AAAAAA"),
                401,
                "invalid_token");
    }

    @Test
    void anExpiredTokenIsRefused() throws Exception {
        bridge.pass(Duration.ofHours(2));

        refused(client.post("/core/update", "{}", token), 401, "expired_token");
    }

    @Test
    void aTokenWithoutTheRoleIsRefused() throws Exception {
        String visitor = client.token(bridge.now(), "\"roles\":[\"visitor\"]");

        refused(client.post("/core/update", "{}", visitor), 403, "insufficient_privileges");
    }

    @Test
    void whatIsNoJsonIsRefused() throws Exception {
        refused(client.post("/core/update", "{\"payload\": {", token), 400, "malformed_json");
    }

    @Test
    void aFieldThatIsMissingIsNamed() throws Exception {
        HttpResponse<String> answer = client.post("/core/update", "{\"payload\": {\"module\": \"education\"}}", token);

        refused(answer, 422, "invalid_envelope");
        assertThat(JSON.readTree(answer.body()).get("detail").asText()).containsAnyOf("data", "signature");
    }

    @Test
    void aModuleThatIsNotRegisteredIsRefused() throws Exception {
        refused(
                client.post("/core/update", client.envelope(ModuleClient.update("marketing")), token),
                403,
                "unknown_module");

        assertThat(bridge.lastLine(REJECTS)).contains("\"module\":\"marketing\"");
        assertThat(bridge.lastLine(EVENTS)).contains("\"module\":\"marketing\"");
    }

    @Test
    void aTokenForOtherModulesIsRefused() throws Exception {
        String finance = client.token(bridge.now(), "\"roles\":[\"module\"],\"modules\":[\"finance\"]");

        refused(
                client.post("/core/update", client.envelope(ModuleClient.update("education")), finance),
                403,
                "insufficient_privileges");
    }

    @Test
    void aPayloadThatIsNotTheSignedOneIsRefusedAndBurnsNoNonce() throws Exception {
        String payload = ModuleClient.update("education");
        String envelope = client.envelope(payload, "n-1");

        refused(client.post("/core/update", envelope.replace("CS101", "CS102"), token), 401, "invalid_signature");

        assertThat(client.post("/core/update", envelope, token).statusCode()).isEqualTo(200);
    }

    @Test
    void aTimestampOutsideOfTheWindowIsRefused() throws Exception {
        String payload = "{\"data\": {}, \"module\": \"education\", \"timestamp\": \"2026-11-23T07:54:59Z\"}";

        refused(client.post("/core/update", client.envelope(payload), token), 401, "stale_timestamp");
    }

    @Test
    void anEnvelopeWithoutANonceIsRefused() throws Exception {
        String envelope = client.envelope(ModuleClient.update("education")).replaceFirst(", \"nonce\": \"[^\"]*\"", "");

        refused(client.post("/core/update", envelope, token), 422, "invalid_envelope");
    }

    @Test
    void aReplayIsRefusedWithTheSameNonceAndWithAnother() throws Exception {
        String payload = ModuleClient.update("education");
        assertThat(client.post("/core/update", client.envelope(payload, "n-1"), token)
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> same = client.post("/core/update", client.envelope(payload, "n-1"), token);
        refused(same, 401, "replay_detected");
        assertThat(JSON.readTree(same.body()).get("detail").asText()).isEqualTo("Replay attack detected");
        refused(client.post("/core/update", client.envelope(payload, "n-2"), token), 401, "replay_detected");
        refused(
                client.post("/core/update", client.envelope(ModuleClient.update("finance"), "n-1"), token),
                401,
                "replay_detected");
    }

    @Test
    void aSessionThatWasSeenBeforeIsRefusedForItsModuleOnly() throws Exception {
        String first = "{\"data\": {}, \"module\": \"education\", \"session_id\": \"s-1\"}";
        String other = "{\"data\": {\"more\": 1}, \"module\": \"education\", \"session_id\": \"s-1\"}";
        assertThat(client.post("/core/update", client.envelope(first), token).statusCode())
                .isEqualTo(200);

        refused(client.post("/core/update", client.envelope(other), token), 401, "replay_detected");
        assertThat(client.post("/core/update", client.envelope(other.replace("education", "finance")), token)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aReplayIsRefusedAfterARestart() throws Exception {
        String envelope = client.envelope(ModuleClient.update("education"));
        assertThat(client.post("/core/update", envelope, token).statusCode()).isEqualTo(200);

        bridge.restart();
        client = bridge.client();

        refused(client.post("/core/update", envelope, token), 401, "replay_detected");
    }

    @Test
    void anUpdateThatIsSentAgainUnderItsKeyGetsItsReceiptAgainHoweverLateAndIsStoredOnce() throws Exception {
        String payload = "{\"data\": {}, \"module\": \"education\", \"session_id\": \"s-1\", \"timestamp\":"
                + " \"2026-11-23T08:00:00Z\"}";
        JsonNode first = JSON.readTree(
                client.post("/core/update", client.envelope(payload), token).body());
        bridge.pass(Duration.ofMinutes(30));

        for (String nonce : new String[] {"n-2", "n-2"}) {
            HttpResponse<String> again = keyed(client.envelope(payload, nonce), "s-1");
            JsonNode body = JSON.readTree(again.body());
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            assertThat(body.get("message").asText()).isEqualTo("recorded before as entry 1");
            assertThat(body.get("session_id").asText()).isEqualTo("s-1");
            assertThat(body.get("receipt")).isEqualTo(first.get("receipt"));
        }
        assertThat(bridge.ledger()).hasSize(1);
        assertThat(bridge.lines("logs/core_sync.log")).isEqualTo(1);
    }

    /** The client can't know what becomes of the first attempt: it is told to ask again, and not that it has failed. */
    @Test
    void anUpdateThatIsSentAgainUnderItsKeyWhileTheFirstIsBeingStoredIsToComeAgain() throws Exception {
        String payload = "{\"data\": {}, \"module\": \"education\", \"session_id\": \"s-1\"}";
        bridge.ledgerStandsStill();
        assertThat(client.post("/core/update", client.envelope(ModuleClient.update("finance")), token)
                        .statusCode())
                .isEqualTo(200);
        CompletableFuture<HttpResponse<String>> first = later(() -> keyed(client.envelope(payload, "n-1"), "s-1"));
        await().until(() -> JSON.readTree(client.get("/core/health", token).body())
                        .get("pending_queue")
                        .asInt()
                > 0);

        HttpResponse<String> again = keyed(client.envelope(payload, "n-2"), "s-1");
        assertThat(again.headers().firstValue("Retry-After")).hasValue("1");
        refused(again, 503, "in_progress");
        CompletableFuture<HttpResponse<String>> copy =
                later(() -> client.post("/core/update", client.envelope(payload, "n-3"), token));
        await().during(Duration.ofMillis(300)).until(() -> !copy.isDone());
        bridge.ledgerGoesOn();
        assertThat(first.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(200);
        assertThat(copy.get(1, TimeUnit.MINUTES).body()).contains("replay_detected");
        HttpResponse<String> last = keyed(client.envelope(payload, "n-2"), "s-1");
        assertThat(JSON.readTree(last.body()).get("receipt"))
                .isEqualTo(JSON.readTree(first.get().body()).get("receipt"));
        assertThat(bridge.ledger()).hasSize(2);
    }

    private static <T> CompletableFuture<T> later(Callable<T> what) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return what.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void anUpdateThatIsSentAgainUnderItsKeyIsStillAWholeEnvelope() throws Exception {
        String payload = "{\"data\": {}, \"module\": \"education\", \"session_id\": \"s-1\"}";
        assertThat(keyed(client.envelope(payload, "n-1"), "s-1").statusCode()).isEqualTo(200);
        String envelope = client.envelope(payload, "n-2");

        refused(keyed(envelope.replace(", \"nonce\": \"n-2\"", ""), "s-1"), 422, "invalid_envelope");
        refused(keyed(envelope.replace("\"n-2\"", "\"\""), "s-1"), 422, "invalid_envelope");
        refused(keyed(envelope.replace("\"n-2\"", "7"), "s-1"), 422, "invalid_envelope");
        assertThat(keyed(envelope, "s-1").statusCode()).isEqualTo(200);
    }

    @Test
    void theKeyOfASessionLetsNothingElsePass() throws Exception {
        String payload = "{\"data\": {}, \"module\": \"education\", \"session_id\": \"s-1\"}";
        String other = "{\"data\": {\"more\": 1}, \"module\": \"education\", \"session_id\": \"s-1\"}";
        assertThat(keyed(client.envelope(payload, "n-1"), "s-1").statusCode()).isEqualTo(200);

        refused(keyed(client.envelope(other, "n-2"), "s-1"), 401, "replay_detected");
        refused(keyed(client.envelope(payload, "n-3"), "s-2"), 401, "replay_detected");
        refused(client.post("/core/update", client.envelope(payload, "n-4"), token), 401, "replay_detected");
        refused(
                keyed(client.envelope(payload, "n-5").replace("\"signature\": \"", "\"signature\": \"AAAA"), "s-1"),
                401,
                "invalid_signature");
    }

    private HttpResponse<String> keyed(String envelope, String key) throws Exception {
        return client.send(client.request("/core/update", token)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(envelope)));
    }

    /** The answer's form, and what it left behind. */
    private void refused(HttpResponse<String> answer, int status, String reason) throws Exception {
        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(body.get("status").asText()).isEqualTo("rejected");
        assertThat(body.get("reason").asText()).isEqualTo(reason);
        assertThat(body.get("detail").asText()).isNotEmpty();
        assertThat(body.get("server_time").asText()).isNotEmpty();
        String id = "\"request_id\":\"" + body.get("request_id").asText() + "\"";
        assertThat(answer.headers().firstValue("x-request-id"))
                .hasValue(body.get("request_id").asText());
        assertThat(bridge.lastLine(REJECTS)).contains("\"reason\":\"" + reason + "\"", id);
        assertThat(bridge.lastLine(EVENTS)).contains("\"status\":\"rejected\"", id);
        assertThat(bridge.lastLine("logs/metrics.jsonl")).contains(id);
        rejected++;
        assertThat(bridge.lines(REJECTS)).isEqualTo(rejected);
        assertThat((long) bridge.ledger().size()).isEqualTo(bridge.lines("logs/core_sync.log"));
    }

    private int rejected;
}
