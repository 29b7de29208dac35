package org.corebucket.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody sends by mistake: each is refused with a body of ours, the connection ends, the server goes on. */
final class HostileRequestTest {

    private static SampleServer sample;

    @BeforeAll
    static void start() throws IOException {
        sample = SampleServer.start();
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @AfterEach
    void theServerStillAnswers() throws IOException {
        try (RawClient client = sample.connect()) {
            assertThat(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(200);
        }
        assertThat(sample.failures).isEmpty();
    }

    static Stream<String> requestsWithTwoReadings() {
        return Stream.of(
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length:",
                "Content-Length: 99999999999999999999",
                "Content-Length: 18446744073709551621",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding:",
                "Transfer-Encoding : chunked",
                "Content-Length : 5");
    }

    @ParameterizedTest
    @MethodSource("requestsWithTwoReadings")
    void aBodyWhoseEndIsInDoubtIsRefused(String framing) throws IOException {
        refused(400, "POST /echo HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    void chunksAreOfHttp11Alone() throws IOException {
        refused(400, "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "zz\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhelloworld\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\nhello",
                "80000000\r\nhello",
                "8000000000000005\r\nhello\r\n0\r\n\r\n",
                "0\r\na: b\nc: d\r\n\r\n",
                "0\r\nno colon\r\n\r\n",
                "0\r\na : b\r\n\r\n",
                "0\r\na\t: b\r\n\r\n",
                "0\r\n: b\r\n\r\n",
                "0\r\na: b\r\n c\r\n\r\n",
                "0\r\n a: b\r\n\r\n",
                "0\r\na\r\n\r\n",
                "0\r\n\n"
            })
    void nonsenseBetweenChunksIsRefused(String body) throws IOException {
        refused(400, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    }

    @Test
    void chunksThatAreAllFrameAreRefused() throws IOException {
        refused(400, chunked("1;" + "e".repeat(10_000) + "\r\nx\r\n0\r\n\r\n"));
        refused(400, chunked("0\r\n" + "a: b\r\n".repeat(5000)));
    }

    @Test
    void aBodyThatEndsTooEarlyIsNotTakenForWhole() throws IOException {
        try (RawClient client = sample.connect()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
                    .halfClose();
            assertThat(client.reply().status()).isEqualTo(400);
        }
        try (RawClient client = sample.connect()) {
            client.send(chunked("5\r\nhello\r\n")).halfClose();
            assertThat(client.reply().status()).isEqualTo(400);
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedHoweverItComes() throws IOException {
        int over = SampleServer.LIMITS.bodyBytes() + 1;
        refused(413, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + over + "\r\n\r\n");
        refused(413, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\nhello");
        refused(413, chunked(Integer.toHexString(over) + "\r\n" + "x".repeat(over) + "\r\n0\r\n\r\n"));
        refused(413, chunked("400\r\n".concat("x".repeat(1024)).concat("\r\n").repeat(2000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/7\r\nHost: a\r\n\r\n",
                "GET / FTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\r\n\r\n",
                "GET\r\n\r\n",
                "GET / http/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.10\r\nHost: a\r\n\r\n",
                "GET / HTTP/11\r\nHost: a\r\n\r\n",
                "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
                " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\n",
                "GET / HTTP/1.1\rHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n",
                "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "\r\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n\tc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n \r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
                "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
                "G\u0000T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA\u0000: c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\u0000c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\u0008c\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void aMalformedHeadIsRefused(String request) throws IOException {
        refused(400, request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET / HTTP/3.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/0.9\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void anotherMajorVersionIsNotSpoken(String request) throws IOException {
        refused(505, request);
    }

    @Test
    void aHeadOverTheLimitIsRefused() throws IOException {
        refused(431, "GET / HTTP/1.1\r\nHost: a\r\nA: " + "x".repeat(9000) + "\r\n\r\n");
        refused(431, "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        refused(431, "GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(101) + "\r\n");
        refused(431, "GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(100_000));
        refused(431, "\r\n".repeat(5000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Content-Type",
                "Content-Length",
                "Transfer-Encoding",
                "Host",
                "Content-Encoding",
                "X-Request-Id",
                "Idempotency-Key"
            })
    void aHeaderThatDecidesIsThereWithOneValueOnly(String name) throws IOException {
        String host = name.equals("Host") ? "" : "Host: a\r\n";
        refused(
                400,
                "GET / HTTP/1.1\r\n" + host + name + ": 1\r\nA: b\r\n" + name.toLowerCase(Locale.ROOT) + ": 2\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "Identity, gzip", "deflate", "x", "identity, identity"})
    void aBodyThatIsEncodedIsRefused(String coding) throws IOException {
        String head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Encoding: ";
        refused(415, head + coding + "\r\n\r\nhello");
    }

    @Test
    void aBodyThatIsSaidToBeAsItIsIsTaken() throws IOException {
        for (String coding : new String[] {"identity", "IDENTITY", ""}) {
            try (RawClient client = sample.connect()) {
                String head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Encoding: ";
                assertThat(client.ask(head + coding + "\r\n\r\nhello").body()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aHeaderTwiceWithTheSameValueIsNoHarm() throws IOException {
        try (RawClient client = sample.connect()) {
            String twice = "Authorization: b\r\nAuthorization: b\r\nX-Request-Id: 1\r\nX-Request-Id: 1\r\n\r\n";
            assertThat(client.ask("GET / HTTP/1.1\r\nHost: a\r\n" + twice).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anUnknownExpectationIsRefused() throws IOException {
        refused(417, "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: more\r\nContent-Length: 5\r\n\r\nhello");
    }

    @Test
    void nothingAfterARefusalIsTakenForARequest() throws IOException {
        String hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
        refused(400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx" + hidden);
        refused(400, chunked("zz\r\n" + hidden));
    }

    @Test
    void aRefusalComesAfterTheAnswersBeforeIt() throws IOException {
        try (RawClient client = sample.connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/7\r\n\r\n");
            assertThat(client.reply().body()).isEqualTo("GET /a?");
            assertThat(client.reply().status()).isEqualTo(400);
            assertThat(client.isClosed()).isTrue();
        }
    }

    private static String chunked(String body) {
        return "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
    }

    private static void refused(int status, String request) throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply = client.sendAnyway(request).reply();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
            assertThat(reply.body()).startsWith("{\"refused\"");
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(client.isClosed()).isTrue();
        }
    }
}
