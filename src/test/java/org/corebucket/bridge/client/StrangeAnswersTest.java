package org.corebucket.bridge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.testkit.ScriptedServer;
import org.corebucket.bridge.testkit.TestCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand where a bridge should be. */
final class StrangeAnswersTest {

    private static final RsaPrivateKey KEY = RsaPrivateKey.generate(2048);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Update UPDATE = new Update("finance", "s1", new JsonObject(Map.of(), 1), NOW);
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static Reply reply(ScriptedServer server, Duration limit) throws Exception {
        return client(server.address(), limit, "token").send(UPDATE);
    }

    private static BridgeClient client(URI address, Duration limit, String... tokens) {
        return new BridgeClient(
                new BridgeTarget(address, BridgeTrust.STANDARD),
                new TestCredentials(KEY, List.of(tokens)),
                () -> NOW,
                limit);
    }

    private static String receipt(String seq, String hash) {
        return "{\"session_id\":\"s1\",\"receipt\":{\"seq\":" + seq + ",\"hash\":\"" + hash + "\"}}";
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
        assertThat(reply("200 OK", "", "welcome to this hotel")).isInstanceOf(Reply.UnknownOutcome.class);
        assertThat(reply("204 No Content", "", "")).isInstanceOf(Reply.UnknownOutcome.class);
    }

    @Test
    void anotherSessionsReceiptIsNone() throws Exception {
        String body = "{\"session_id\":\"s2\",\"receipt\":{\"seq\":7,\"hash\":\"" + HASH + "\"}}";
        assertThat(reply("200 OK", "", body)).isInstanceOf(Reply.UnknownOutcome.class);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        assertThat(reply("307 Temporary Redirect", "Location: http://127.0.0.1:1/\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(307, "", "", Optional.empty()));
    }

    @Test
    void whatItAsksToWaitIsUnderstoodInSecondsAndAsADate() throws Exception {
        assertThat(reply("503 Busy", "Retry-After: 120\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(503, "", "", Optional.of(Duration.ofMinutes(2))));
        assertThat(reply("503 Busy", "Retry-After: Mon, 23 Nov 2026 08:00:30 GMT\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(503, "", "", Optional.of(Duration.ofSeconds(30))));
        assertThat(reply("503 Busy", "Retry-After: soon\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(503, "", "", Optional.empty()));
    }

    @Test
    void aDateToWaitForThatIsPastIsNoWaitAndANumberThatIsNoneIsNotUnderstood() throws Exception {
        assertThat(reply("503 Busy", "Retry-After: Mon, 23 Nov 2026 07:59:00 GMT\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(503, "", "", Optional.of(Duration.ZERO)));
        assertThat(reply("503 Busy", "Retry-After: -5\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(503, "", "", Optional.empty()));
        assertThat(reply("503 Busy", "Retry-After: 99999999999999999999\r\n", ""))
                .isEqualTo(new Reply.RefusedReply(503, "", "", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"-7, 64", "7000000000000000, 64", "7, 63", "7, 65"})
    void aReceiptWhoseNumberOrHashCannotBeOneIsNone(String seq, int digits) throws Exception {
        assertThat(reply("200 OK", "", receipt(seq, "a".repeat(digits)))).isInstanceOf(Reply.UnknownOutcome.class);
    }

    @Test
    void noMoreThanAMebibyteOfAnAnswerIsRead() throws Exception {
        String receipt = receipt("7", HASH);
        String blanks = " ".repeat((1 << 20) - receipt.length());

        assertThat(reply("200 OK", "", blanks + receipt)).isEqualTo(new Reply.Received(7, HASH));
        assertThat(reply("200 OK", "", " " + blanks + receipt)).isInstanceOf(Reply.UnknownOutcome.class);
    }

    @Test
    void aLongDetailIsCutOff() throws Exception {
        assertThat(reply("422 No", "", "{\"detail\":\"" + "x".repeat(501) + "\"}"))
                .isEqualTo(new Reply.RefusedReply(422, "", "x".repeat(500) + "...", Optional.empty()));
    }

    @Test
    void theReasonOfABadRequestIsRead() throws Exception {
        assertThat(reply("400 Bad", "", "{\"reason\":\"malformed\"}"))
                .isEqualTo(new Reply.RefusedReply(400, "malformed", "", Optional.empty()));
    }

    @Test
    void whatIsNotHttpLeavesTheOutcomeUnknown() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("220 mail.example ESMTP\r\n\r\n")) {
            assertThat(reply(server, Duration.ofSeconds(30)))
                    .isEqualTo(new Reply.UnknownOutcome("the answer is not HTTP"));
        }
    }

    @Test
    void aQuestionIsOnlyAnsweredByJson() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(client(server.address(), Duration.ofSeconds(30), "token").health())
                    .isEqualTo(new Reply.UnknownOutcome("the answer is not JSON"));
        }
    }

    @Test
    void whoAsksForTheHealthShowsNoToken() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(client(server.address(), Duration.ofSeconds(30), "token").health())
                    .isInstanceOf(Reply.Answered.class);
            assertThat(server.requests)
                    .singleElement()
                    .satisfies(head -> assertThat(head).doesNotContain("Authorization"));
        }
    }

    @Test
    void withAnotherTokenTheEnvelopeIsSignedAnewWithANonceOfItsOwn() throws Exception {
        String body = "{\"reason\":\"invalid_token\"}";
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            assertThat(client(server.address(), Duration.ofSeconds(30), "old", "new")
                            .send(UPDATE))
                    .isInstanceOf(Reply.RefusedReply.class);

            assertThat(server.requests)
                    .satisfiesExactly(
                            head -> assertThat(head).contains("Bearer old"),
                            head -> assertThat(head).contains("Bearer new"));
            assertThat(server.bodies).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    void aTlsHandshakeThatNobodyAnswersIsGivenUpAndTheBridgeDidNotSeeIt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("https://127.0.0.1:" + silent.getLocalPort());

            assertThat(client(address, Duration.ofMillis(300), "token").send(UPDATE))
                    .isInstanceOf(Reply.BridgeUnreachable.class);
        }
    }

    @Test
    void whatComesNextIsAskedForWhileTheAnswerIsOnItsWay() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BridgeClient client =
                    client(URI.create("http://127.0.0.1:" + socket.getLocalPort()), Duration.ofMinutes(10), "token");
            CountDownLatch asked = new CountDownLatch(1);
            FutureTask<Reply> call = new FutureTask<>(() -> client.send(UPDATE, () -> {
                asked.countDown();
                return Optional.empty();
            }));
            new Thread(call, "caller").start();
            try (Socket connection = socket.accept()) {
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

                String body = receipt("7", HASH);
                String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n";
                connection.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
                assertThat(call.get()).isEqualTo(new Reply.Received(7, HASH));
            }
        }
    }

    @Test
    void whoeverIsInterruptedLeavesNoRequestBehind() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            FutureTask<Reply> call = new FutureTask<>(
                    () -> client(address, Duration.ofMinutes(10), "token").send(UPDATE));
            Thread caller = new Thread(call, "caller");
            caller.start();
            try (Socket connection = silent.accept()) {
                connection.setSoTimeout(60_000);
                assertThat(connection.getInputStream().read()).isEqualTo('P');

                caller.interrupt();

                assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
                assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    @Test
    void whatItSaysStaysOnOneLine() throws Exception {
        assertThat(reply("422 No", "", "{\"reason\":\"a\\nb\",\"detail\":\"\\u001b[2J\"}"))
                .isEqualTo(new Reply.RefusedReply(422, "a\\nb", "\\u001b[2J", Optional.empty()));
    }

    @Test
    void anAnswerThatDripsInIsGivenUpAtTheLimitAndItsOutcomeUnknown() throws Exception {
        try (ScriptedServer server = ScriptedServer.dripping()) {
            assertThat(reply(server, Duration.ofMillis(300)))
                    .isEqualTo(new Reply.UnknownOutcome("no answer within 300 ms"));
        }
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerLeavesTheOutcomeUnknownAndNothingIsSentAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("")) {
            assertThat(reply(server, Duration.ofSeconds(30))).isInstanceOf(Reply.UnknownOutcome.class);
            assertThat(server.requests).hasSize(1);
        }
    }
}
