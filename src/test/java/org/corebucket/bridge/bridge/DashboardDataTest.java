package org.corebucket.bridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.testkit.AtABridge;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dashboard is made of, as the bridge serves it: the page's files, the events, the ledger's pages. */
@Timeout(120)
final class DashboardDataTest extends AtABridge {

    private static final ObjectMapper JSON = new ObjectMapper();

    private String admin;

    @BeforeEach
    void issue() throws Exception {
        admin = client.token(bridge.now(), "\"roles\":[\"admin\"]");
    }

    @Test
    void anybodyMayHaveThePageAndItMayLoadNothingButItself() throws Exception {
        HttpResponse<String> page = client.get("/dashboard", "");

        assertThat(page.statusCode()).isEqualTo(200);
        Map<String, String> headers = Map.of(
                "content-type", "text/html; charset=utf-8",
                "cache-control", "no-store",
                "x-content-type-options", "nosniff",
                "referrer-policy", "no-referrer");
        headers.forEach((name, value) ->
                assertThat(page.headers().firstValue(name)).as(name).hasValue(value));
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; ")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "http", "data:");
        assertThat(page.body()).doesNotContain("<style", " style=", " onclick=", "javascript:", "://");
    }

    @Test
    void onlyThePagesOwnFilesAreServed() throws Exception {
        assertThat(client.get("/dashboard/style.css", "").headers().firstValue("content-type"))
                .hasValue("text/css; charset=utf-8");
        for (String path :
                List.of("/dashboard/", "/dashboard/index.html", "/dashboard/PageFiles.class", "/dashboardx")) {
            assertThat(client.get(path, admin).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void everyFileOfThePageForbidsFramesAndOtherOrigins() throws Exception {
        Map<String, String> headers = Map.of(
                "x-frame-options", "DENY",
                "cross-origin-opener-policy", "same-origin",
                "cross-origin-resource-policy", "same-origin",
                "content-security-policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                                + " require-trusted-types-for 'script'; trusted-types 'none'");
        for (String path : List.of("/dashboard", "/dashboard/app.js", "/dashboard/icon.svg")) {
            HttpResponse<String> file = client.get(path, "");
            headers.forEach((name, value) -> assertThat(file.headers().firstValue(name))
                    .as(path + ": " + name)
                    .hasValue(value));
        }
    }

    @Test
    void aLedgerThatCannotBeReadIsAskedForAgainLater() throws Exception {
        HttpResponse<String> answer = bridge.whileLedgerIsUnreadable(() -> client.get("/core/ledger", admin));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void theDataIsForAdminsOnly() throws Exception {
        String automation = client.token(bridge.now(), "\"roles\":[\"module\",\"automation\"]");
        for (String path : List.of("/core/events", "/core/ledger")) {
            assertThat(client.get(path, "").statusCode()).as(path).isEqualTo(401);
            assertThat(client.get(path, token).statusCode()).as(path).isEqualTo(403);
            assertThat(client.get(path, automation).statusCode()).as(path).isEqualTo(403);
            assertThat(client.get(path, admin.substring(1)).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void theFirstEventTellsAllAndThoseAfterItWhatChanged() throws Exception {
        post("education", "s-1");
        try (Stream stream = new Stream()) {
            JsonNode first = stream.next("snapshot");
            assertThat(first.get("minutes")).hasSize(61);
            assertThat(first.at("/minutes/60/accepted").asInt()).isOne();
            assertThat(first.at("/health/status").asText()).isEqualTo("ok");
            assertThat(first.at("/thresholds/latency_ms").asInt()).isEqualTo(100);
            assertThat(first.at("/modules/1/name").asText()).isEqualTo("education");
            assertThat(first.at("/modules/1/updates").asInt()).isOne();
            assertThat(first.at("/ledger/entries").asInt()).isOne();

            client.post("/core/update", envelope("education", "s-9").replace("s-9", "s-8"), token);
            bridge.pass(Duration.ofSeconds(1));
            bridge.tick();

            JsonNode second = stream.next("update");
            assertThat(second.get("minutes")).hasSize(2);
            assertThat(second.at("/minutes/1/signature").asInt()).isOne();
            assertThat(second.at("/refusals/0")).isEqualTo(JSON.readTree("""
                    {"time": "2026-11-23T08:00:00.125Z", "reason": "invalid_signature", "module": "education",
                     "endpoint": "/core/update"}"""));
        }
    }

    @Test
    void aHeartbeatAndItsMetricsAreToldAndWhoIsLateToo() throws Exception {
        String payload =
                "{\"metrics\": {\"load\": 0.5}, \"module\": \"finance\", \"status\": \"warning\", \"timestamp\": \""
                        + bridge.now() + "\"}";
        assertThat(client.post("/core/heartbeat", client.envelope(payload), token)
                        .statusCode())
                .isEqualTo(200);
        bridge.pass(Duration.ofMinutes(16));
        try (Stream stream = new Stream()) {
            JsonNode finance = stream.next("snapshot").at("/modules/2");
            assertThat(finance.at("/heartbeat/status").asText()).isEqualTo("warning");
            assertThat(finance.at("/heartbeat/metrics/load").asDouble()).isEqualTo(0.5);
            assertThat(finance.get("late").asBoolean()).isTrue();
        }
    }

    @Test
    void nothingIsToldOnceTheTokenHasExpired() throws Exception {
        try (Stream stream = new Stream()) {
            stream.next("snapshot");
            bridge.pass(Duration.ofMinutes(62));
            bridge.tick();

            stream.next("expired");
            assertThat(stream.isOver()).isTrue();
        }
    }

    @Test
    void noMoreThanSixteenLookOnAtOnceAndWhoLeavesMakesRoom() throws Exception {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            streams.add(new Stream());
            streams.get(i).next("snapshot");
        }
        HttpResponse<String> refused = client.get("/core/events", admin);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        for (Stream stream : streams) {
            stream.close();
        }

        await().until(() -> {
            try (Stream again = new Stream()) {
                return again.status() == 200;
            }
        });
    }

    @Test
    void theStreamsEndWithTheBridge() throws Exception {
        try (Stream stream = new Stream()) {
            stream.next("snapshot");
            bridge.restart();

            assertThat(stream.isOver()).isTrue();
        }
    }

    @Test
    void theLedgerIsGivenAsItLiesOnDisk() throws Exception {
        for (int i = 1; i <= 5; i++) {
            post("education", "s-" + i);
        }
        List<String> lines = bridge.ledger();

        JsonNode newest = ledger("?limit=2");
        JsonNode before = ledger("?before=" + newest.get("begin").asText() + "&limit=2");
        JsonNode oldest = ledger("?after=1.0&limit=2");
        JsonNode found = ledger("?entry=4");

        assertThat(strings(newest)).isEqualTo(lines.subList(3, 5));
        assertThat(newest.get("lead").asText()).isEqualTo(lines.get(2));
        assertThat(newest.get("last").asBoolean()).isTrue();
        assertThat(strings(before)).isEqualTo(lines.subList(1, 3));
        assertThat(strings(oldest)).isEqualTo(lines.subList(0, 2));
        assertThat(oldest.get("lead").isNull()).isTrue();
        assertThat(strings(found)).isEqualTo(lines.subList(3, 5));
    }

    @Test
    void aQueryThatIsNoneIsRefused() throws Exception {
        for (String query : List.of("?limit=0", "?limit=-1", "?before=x", "?after=1", "?entry=one", "?limit=1e9")) {
            assertThat(client.get("/core/ledger" + query, admin).statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
    }

    private JsonNode ledger(String query) throws Exception {
        HttpResponse<String> answer = client.get("/core/ledger" + query, admin);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        return JSON.readTree(answer.body());
    }

    private static List<String> strings(JsonNode page) {
        List<String> lines = new ArrayList<>();
        page.get("lines").forEach(line -> lines.add(line.asText()));
        return lines;
    }

    private void post(String name, String session) throws Exception {
        HttpResponse<String> answer = client.post("/core/update", envelope(name, session), token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String envelope(String name, String session) throws Exception {
        return client.envelope(
                "{\"data\": {\"n\": 1}, \"module\": \"" + name + "\", \"session_id\": \"" + session + "\"}", session);
    }

    /** Events as a viewer gets them. */
    private final class Stream implements AutoCloseable {

        private final HttpResponse<InputStream> answer;
        private final BufferedReader lines;

        Stream() throws Exception {
            HttpClient http = HttpClient.newHttpClient();
            answer = http.send(client.request("/core/events", admin).build(), BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        }

        int status() {
            return answer.statusCode();
        }

        JsonNode next(String event) throws Exception {
            assertThat(lines.readLine()).isEqualTo("event: " + event);
            String data = lines.readLine();
            assertThat(data).startsWith("data: ");
            assertThat(lines.readLine()).isEmpty();
            return JSON.readTree(data.substring("data: ".length()));
        }

        boolean isOver() throws Exception {
            return lines.readLine() == null;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
