package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every client may count on. */
final class HttpServerTest {

    private static final String HOST = "Host: a\r\n";

    private static SampleServer sample;

    @BeforeAll
    static void start() throws IOException {
        sample = SampleServer.start();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @Test
    void aRequestIsAnsweredAndTheConnectionStays() throws IOException {
        try (RawClient client = sample.connect()) {
            assertThat(client.ask("GET /a?b=c HTTP/1.1\r\n" + HOST + "\r\n").body())
                    .isEqualTo("GET /a?b=c");
            assertThat(client.ask("GET /d HTTP/1.1\r\n" + HOST + "\r\n").body()).isEqualTo("GET /d?");
        }
    }

    @Test
    void aBodyReachesTheServiceWhole() throws IOException {
        String body = "x".repeat(64 * 1024);
        try (RawClient client = sample.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.ask(post("/echo", body)).body()).isEqualTo(body);
            }
        }
    }

    @Test
    void anEmptyBodyIsABody() throws IOException {
        try (RawClient client = sample.connect()) {
            assertThat(client.ask(post("/echo", "")).status()).isEqualTo(200);
            assertThat(client.ask("POST /echo HTTP/1.1\r\n" + HOST + "\r\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void chunksArePutTogetherAndEndTheConnection() throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply = client.ask(chunked("5;a=b\r\nhello\r\n01\r\n,\r\n0\r\nTrailer: x\r\n\r\n"));
            assertThat(reply.body()).isEqualTo("hello,");
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyInSinglePiecesIsPutTogether() throws IOException {
        try (RawClient client = sample.connect()) {
            for (byte piece : post("/echo", "hello").getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {piece});
            }
            assertThat(client.reply().body()).isEqualTo("hello");
        }
    }

    @Test
    void emptyLinesBeforeARequestAreSkipped() throws IOException {
        String get = "GET /a HTTP/1.1\r\n" + HOST + "\r\n";
        try (RawClient client = sample.connect()) {
            assertThat(client.ask("\r\n" + get).body()).isEqualTo("GET /a?");
            assertThat(client.ask(post("/echo", "hello") + "\r\n").body()).isEqualTo("hello");
            assertThat(client.ask("\r\n\r\n" + get).body()).isEqualTo("GET /a?");
            for (byte piece : ("\r\n" + get).getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {piece});
            }
            assertThat(client.reply().body()).isEqualTo("GET /a?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.9"})
    void aLaterHttp1IsAnsweredAsOurs(String version) throws IOException {
        try (RawClient client = sample.connect()) {
            String rest = " HTTP/" + version + "\r\n" + HOST;
            assertThat(client.ask("GET /a" + rest + "\r\n").body()).isEqualTo("GET /a?");
            assertThat(client.ask("POST /echo" + rest + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
                            .body())
                    .isEqualTo("hi");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append(post("/echo", "body " + i)).append("GET /n" + i + " HTTP/1.1\r\n" + HOST + "\r\n");
        }
        try (RawClient client = sample.connect()) {
            client.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(client.reply().body()).isEqualTo("body " + i);
                assertThat(client.reply().body()).isEqualTo("GET /n" + i + "?");
            }
        }
    }

    @Test
    void aPipelinedRequestWaitsForTheAnswerBeforeIt() throws Exception {
        try (RawClient client = sample.connect()) {
            client.send(post("/later", "x") + post("/later", "y"));
            var first = sample.pending.take();
            assertThat(sample.pending).isEmpty();
            first.complete(SampleServer.text(200, "one"));
            assertThat(client.reply().body()).isEqualTo("one");
            sample.pending.take().complete(SampleServer.text(200, "two"));
            assertThat(client.reply().body()).isEqualTo("two");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n"})
    void whoStopsSendingIsStillAnsweredToTheEnd(String header) throws Exception {
        try (RawClient client = sample.connect()) {
            client.send("POST /later HTTP/1.1\r\n" + HOST + header + "Content-Length: 1\r\n\r\nx")
                    .halfClose();
            var answer = sample.pending.take();
            letEachThreadGoRound();
            answer.complete(SampleServer.text(200, "a".repeat(SampleServer.BIG)));
            assertThat(client.reply().body()).hasSize(SampleServer.BIG);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n"})
    void whoStopsSendingAmidTheAnswerGetsAllOfIt(String header) throws Exception {
        try (RawClient client = sample.connect()) {
            client.send("POST /later HTTP/1.1\r\n" + HOST + header + "Content-Length: 1\r\n\r\nx");
            sample.pending.take().complete(SampleServer.text(200, "a".repeat(SampleServer.BIG)));
            assertThat(client.readText(8)).isEqualTo("HTTP/1.1");
            client.halfClose();
            letEachThreadGoRound();
            assertThat(client.readText(SampleServer.BIG)).hasSize(SampleServer.BIG);
        }
    }

    @Test
    void whatIsSentAheadOfItsTurnKeepsNoThreadBusy() throws Exception {
        try (RawClient client = sample.connect()) {
            client.send(post("/later", "x"));
            var answer = sample.pending.take();
            client.send(post("/echo", "next"));
            letEachThreadGoRound();

            long before = ioNanos();
            // Not to wait for anything: a thread that looks again and again would take most of this.
            LockSupport.parkNanos(300_000_000);
            assertThat(ioNanos() - before)
                    .as("processor time of the IO threads")
                    .isLessThan(60_000_000);

            answer.complete(SampleServer.text(200, "first"));
            assertThat(client.reply().body()).isEqualTo("first");
            assertThat(client.reply().body()).isEqualTo("next");
        }
    }

    /** What had come on other connections before has been looked at then. */
    private void letEachThreadGoRound() throws IOException {
        for (int i = 0; i < 8; i++) {
            try (RawClient other = sample.connect()) {
                assertThat(other.ask("GET / HTTP/1.1\r\n" + HOST + "\r\n").status())
                        .isEqualTo(200);
            }
        }
    }

    private static long ioNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("http I/O")) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }

    @Test
    void headGetsTheHeadOfGet() throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply =
                    client.send("HEAD /x HTTP/1.1\r\n" + HOST + "\r\n").reply(true);
            assertThat(reply.header("content-length")).isEqualTo("8"); // "HEAD /x?"
            assertThat(client.ask("GET / HTTP/1.1\r\n" + HOST + "\r\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aRefusalOfHeadHasNoBodyEither() throws IOException {
        try (RawClient client = sample.connect()) {
            client.send("HEAD /x HTTP/1.1\r\n" + HOST + "Content-Encoding: gzip\r\n\r\n");
            RawClient.Reply reply = client.reply(true);
            assertThat(reply.status()).isEqualTo(415);
            assertThat(reply.header("content-length")).isNotEmpty();
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void headOnAConnectionThatEndsHasNoBodyEither() throws IOException {
        try (RawClient client = sample.connect()) {
            client.send("HEAD /x HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
            assertThat(client.reply(true).header("content-length")).isEqualTo("8");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void anAnswerWithoutContentSaysNoLength() throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply = client.ask("GET /empty HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.headers()).doesNotContainKeys("content-length", "transfer-encoding");
            assertThat(client.ask("GET / HTTP/1.1\r\n" + HOST + "\r\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anAnswerSaysNothingAboutTheServer() throws IOException {
        try (RawClient client = sample.connect()) {
            Map<String, String> headers =
                    client.ask("GET / HTTP/1.1\r\n" + HOST + "\r\n").headers();
            assertThat(headers).containsOnlyKeys("content-type", "content-length", "date", "x-request-id");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Request-Id: a-1 | a-1",
                "x-request-id:  Root=1-67891233-abcdef012345678912345678  | Root=1-67891233-abcdef012345678912345678",
                "X-Request-Id: a-1\\r\\nX-Request-Id: a-1 | a-1",
                "X-Request-Id: | made",
                "X-Request-Id: a b | made",
                "X-Request-Id: a\"b | made",
                "X-Request-Id: \u00fc | made",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | 4bf92f3577b34da6a3ce929d0e0e4736",
                "traceparent: cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x | 4bf92f3577b34da6a3ce929d0e0e4736",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x | made",
                "traceparent: ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | made",
                "traceparent: 00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01 | made",
                "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01 | made",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01 | made",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7 | made",
                "traceparent: nonsense\\r\\nX-Request-Id: a-1 | a-1",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\\r\\nX-Request-Id: a-1 | 4bf92f3577b34da6a3ce929d0e0e4736",
            })
    void anAnswerCarriesTheIdOfItsRequest(String headers, String expected) throws IOException {
        String rest = HOST + headers.replace("\\r\\n", "\r\n") + "\r\n";
        try (RawClient client = sample.connect()) {
            for (String more : List.of("\r\n", "Connection: close\r\n\r\n")) {
                RawClient.Reply reply = client.ask("GET /id HTTP/1.1\r\n" + rest + more);
                String id = reply.header("x-request-id");
                assertThat(id).isEqualTo(reply.body());
                assertThat(id).matches(expected.equals("made") ? "[0-9a-f]{32}" : Pattern.quote(expected));
            }
        }
    }

    @Test
    void anIdIsNoLongerThanItMayBe() throws IOException {
        try (RawClient client = sample.connect()) {
            for (int length : List.of(128, 129)) {
                String id = "x".repeat(length);
                RawClient.Reply reply = client.ask("GET /id HTTP/1.1\r\n" + HOST + "X-Request-Id: " + id + "\r\n\r\n");
                assertThat(reply.body().equals(id)).isEqualTo(length == 128);
            }
        }
    }

    @Test
    void noTwoRequestsWithoutAnIdAreCalledAlike() throws IOException {
        Set<String> ids = new HashSet<>();
        try (RawClient client = sample.connect()) {
            for (int i = 0; i < 100; i++) {
                ids.add(client.ask("GET /id HTTP/1.1\r\n" + HOST + "\r\n").body());
            }
        }
        assertThat(ids).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /bug HTTP/1.1, 500, /bug",
        "GET /with?query HTTP/1.1%Expect: more, 417, /with",
        "POST /echo HTTP/1.1%Content-Length: 99999999, 413, /echo",
    })
    void aRefusalCarriesItTooAndKnowsThePath(String request, int status, String path) throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply =
                    client.ask(request.replace("%", "\r\n") + "\r\n" + HOST + "X-Request-Id: a-1\r\n\r\n");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.header("x-request-id")).isEqualTo("a-1");
            assertThat(reply.body()).contains("\"id\":\"a-1\"", "\"path\":\"" + path + "\"");
        }
        sample.failures.clear();
    }

    @Test
    void whatHasNoHeadIsGivenAnIdAsWell() throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply = client.ask("\u0016\u0003\u0001\r\nX-Request-Id : a-1\r\n\r\n");
            assertThat(reply.header("x-request-id")).matches("[0-9a-f]{32}");
            assertThat(reply.body()).contains("\"id\":\"" + reply.header("x-request-id") + "\"");
        }
    }

    @Test
    void aStreamCarriesIt() throws Exception {
        try (RawClient client = sample.connect()) {
            RawClient.Reply head = client.ask("GET /events HTTP/1.1\r\n" + HOST + "X-Request-Id: a-1\r\n\r\n");
            assertThat(head.header("x-request-id")).isEqualTo("a-1");
            sample.streams.take().close();
        }
    }

    @Test
    void headOfAStreamIsItsHeadAlone() throws Exception {
        try (RawClient client = sample.connect()) {
            RawClient.Reply head =
                    client.send("HEAD /events HTTP/1.1\r\n" + HOST + "\r\n").reply(true);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            assertThat(client.isClosed()).isTrue();
            assertThat(sample.streams).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /a%2Fb/%2e%2e/c?d=%20 , GET /a%2Fb/%2e%2e/c?d=%20",
        "GET /a/../b//c;d=e?f , GET /a/../b//c;d=e?f",
        "GET http://a/x?y , GET /x?y",
        "GET http://a , GET /?",
        "OPTIONS * , OPTIONS *?",
        "BREW /pot , BREW /pot?",
    })
    void aTargetIsGivenAsItWasSent(String line, String seen) throws IOException {
        try (RawClient client = sample.connect()) {
            assertThat(client.ask(line + " HTTP/1.1\r\n" + HOST + "\r\n").body())
                    .isEqualTo(seen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0\r\n", "HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n"})
    void aClientThatWantsTheConnectionToEndIsObeyed(String rest) throws IOException {
        try (RawClient client = sample.connect()) {
            assertThat(client.ask("GET / " + rest + "\r\n").header("connection"))
                    .isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyIsLetInOnlyWhenItIsWanted() throws IOException {
        String expecting = HOST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        try (RawClient client = sample.connect()) {
            assertThat(client.ask("POST /echo HTTP/1.1\r\n" + expecting).status())
                    .isEqualTo(100);
            assertThat(client.ask("hello").body()).isEqualTo("hello");
            assertThat(client.ask("POST /denied HTTP/1.1\r\n" + expecting).status())
                    .isEqualTo(401);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void anEarlyAnswerArrivesThoughTheBodyIsStillBeingSent() throws IOException {
        String body = "x".repeat(3_000_000);
        for (int i = 0; i < 10; i++) {
            try (RawClient client = sample.connect()) {
                client.sendAnyway(post("/denied", body));
                assertThat(client.reply().body()).isEqualTo("denied");
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 50000000", "Content-Length: 50000000\r\nConnection: close"})
    void aBodyThatIsMuchTooLongGetsItsRefusal(String headers) throws IOException {
        byte[] body = new byte[50_000_000];
        try (RawClient client = sample.connect()) {
            client.send("POST /echo HTTP/1.1\r\n" + HOST + headers + "\r\n\r\n");
            client.send(body);
            assertThat(client.reply().status()).isEqualTo(413);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bug", "/bug-with-body", "/bug-later"})
    void aBugIsReportedAndNotShown(String path) throws Exception {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply = client.ask(post(path, "x"));
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).startsWith("{\"refused\"").doesNotContain("secret");
            assertThat(sample.failures.poll(20, TimeUnit.SECONDS)).hasMessageContaining("secret detail");
        }
    }

    @Test
    void aStreamGoesOnUntilItIsClosed() throws Exception {
        try (RawClient client = sample.connect()) {
            RawClient.Reply head = client.ask("GET /events HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(head.header("content-type")).isEqualTo("text/event-stream");
            HttpStream stream = sample.streams.take();
            assertThat(stream.send("data: 1\n\n".getBytes(StandardCharsets.US_ASCII)))
                    .isTrue();
            assertThat(client.readText(9)).isEqualTo("data: 1\n\n");
            stream.close();
            assertThat(client.isClosed()).isTrue();
            assertThat(stream.send(new byte[1])).isFalse();
        }
    }

    @Test
    void aStreamHearsThatItsClientHasGone() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawClient client = sample.connect()) {
            client.ask("GET /events HTTP/1.1\r\n" + HOST + "\r\n");
            sample.streams.take().onClose(gone::countDown);
        }
        assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStreamWhoseClientDoesNotReadIsEnded() throws Exception {
        try (RawClient client = sample.connect()) {
            client.ask("GET /events HTTP/1.1\r\n" + HOST + "\r\n");
            HttpStream stream = sample.streams.take();
            int sent = 0;
            while (stream.send(new byte[64 * 1024])) {
                sent++;
            }
            assertThat(sent).isLessThan(1000); // the kernel's buffers and ours, and no more
        }
    }

    static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String chunked(String body) {
        return "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body;
    }
}
