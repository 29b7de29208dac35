package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.junit.jupiter.api.Test;

/** What may stand where a bridge should be. */
final class StrangeAnswersTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Update UPDATE = new Update("finance", "s1", new JsonObject(Map.of(), 1), NOW);
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static Reply reply(ScriptedServer server, Duration limit) throws Exception {
        return new BridgeClient(
                        new BridgeTarget(server.address(), BridgeTrust.STANDARD),
                        new TestCredentials(KEY, List.of("token")),
                        () -> NOW,
                        limit)
                .send(UPDATE);
    }

    private static Reply reply(String status, String headers, String body) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 " + status + "\r\n" + headers
                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            Reply reply = reply(server, Duration.ofSeconds(30));
            assertThat(server.requests).hasSize(1);
            return reply;
        }
    }

    @Test
    void aReceiptIsTaken() throws Exception {
        String body = "{\"session_id\":\"s1\",\"receipt\":{\"seq\":7,\"hash\":\"" + HASH + "\"}}";
        assertThat(reply("200 OK", "", body)).isEqualTo(new Reply.Received(7, HASH));
    }

    @Test
    void successWithoutReceiptIsNone() throws Exception {
        assertThat(reply("200 OK", "", "welcome to this hotel")).isInstanceOf(Reply.Unknown.class);
        assertThat(reply("204 No Content", "", "")).isInstanceOf(Reply.Unknown.class);
    }

    @Test
    void anotherSessionsReceiptIsNone() throws Exception {
        String body = "{\"session_id\":\"s2\",\"receipt\":{\"seq\":7,\"hash\":\"" + HASH + "\"}}";
        assertThat(reply("200 OK", "", body)).isInstanceOf(Reply.Unknown.class);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        assertThat(reply("307 Temporary Redirect", "Location: http://127.0.0.1:1/\r\n", ""))
                .isEqualTo(new Reply.Refused(307, "", "", Optional.empty()));
    }

    @Test
    void whatItAsksToWaitIsUnderstoodInSecondsAndAsADate() throws Exception {
        assertThat(reply("503 Busy", "Retry-After: 120\r\n", ""))
                .isEqualTo(new Reply.Refused(503, "", "", Optional.of(Duration.ofMinutes(2))));
        assertThat(reply("503 Busy", "Retry-After: Mon, 23 Nov 2026 08:00:30 GMT\r\n", ""))
                .isEqualTo(new Reply.Refused(503, "", "", Optional.of(Duration.ofSeconds(30))));
        assertThat(reply("503 Busy", "Retry-After: soon\r\n", ""))
                .isEqualTo(new Reply.Refused(503, "", "", Optional.empty()));
    }

    @Test
    void whatItSaysStaysOnOneLine() throws Exception {
        assertThat(reply("422 No", "", "{\"reason\":\"a\\nb\",\"detail\":\"\\u001b[2J\"}"))
                .isEqualTo(new Reply.Refused(422, "a\\nb", "\\u001b[2J", Optional.empty()));
    }

    @Test
    void anAnswerThatDripsInIsGivenUpAtTheLimitAndItsOutcomeUnknown() throws Exception {
        try (ScriptedServer server = ScriptedServer.dripping()) {
            assertThat(reply(server, Duration.ofMillis(300))).isEqualTo(new Reply.Unknown("no answer within 300 ms"));
        }
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerLeavesTheOutcomeUnknownAndNothingIsSentAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("")) {
            assertThat(reply(server, Duration.ofSeconds(30))).isInstanceOf(Reply.Unknown.class);
            assertThat(server.requests).hasSize(1);
        }
    }
}
