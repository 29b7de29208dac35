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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody sends by mistake: each is refused with a body of ours, the connection ends, the server goes on. */
final class HostileRequestTest {

    private static final String NO_REQUEST_LINE =
            "line 1 of the head is not a method, a target and HTTP/1.1, with one space between";

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

    static Stream<Arguments> faults() {
        String host = "GET / HTTP/1.1\r\nHost: a\r\n";
        return Stream.of(
                Arguments.of("GET / HTTP/1.1\r\n\r\n", "the head has no line Host; expected one"),
                Arguments.of(host + "hOST: a\r\n\r\n", "the head has 2 lines Host; expected one"),
                Arguments.of("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "the head has 2 lines Host; expected one"),
                Arguments.of(
                        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                        "Host is no name or address with a port, or the target has a % that encodes nothing"),
                Arguments.of(
                        host + "A: b\r\n c\r\n\r\n",
                        "line 4 of the head begins with white space: no header goes on in the next line"),
                Arguments.of(host + "A: b\u0000c\r\n\r\n", "line 3 of the head has the byte 0x00 in a header's value"),
                Arguments.of(host + "A: b\u007f\r\n\r\n", "line 3 of the head has the byte 0x7f in a header's value"),
                Arguments.of(host + "A\u0000: c\r\n\r\n", "line 3 of the head has the byte 0x00 in a header's name"),
                Arguments.of(host + "A\u00e9: c\r\n\r\n", "line 3 of the head has the byte 0xe9 in a header's name"),
                Arguments.of(host + "A: b\nC: d\r\n\r\n", "line 3 of the head ends in LF alone: a line ends in CRLF"),
                Arguments.of(host + "A\nC: d\r\n\r\n", "line 3 of the head ends in LF alone: a line ends in CRLF"),
                Arguments.of("GET / HTTP/1.1\nHost: a\n\n", "line 1 of the head ends in LF alone: a line ends in CRLF"),
                Arguments.of("GET /\n", "line 1 of the head ends in LF alone: a line ends in CRLF"),
                Arguments.of("GET\n", "line 1 of the head ends in LF alone: a line ends in CRLF"),
                Arguments.of(host + "\n", "line 3 of the head ends in LF alone: a line ends in CRLF"),
                Arguments.of(
                        host + "A: b\rc\r\n\r\n",
                        "line 3 of the head has a CR that no LF follows: a line ends in CRLF"),
                Arguments.of(host + "no-colon\r\n\r\n", "line 3 of the head has no colon"),
                Arguments.of(host + ": c\r\n\r\n", "line 3 of the head has no name before its colon"),
                Arguments.of(
                        host + "A : c\r\n\r\n",
                        "line 3 of the head has white space in a header's name, or between it and the colon"),
                Arguments.of("G@T / HTTP/1.1\r\n", "line 1 of the head has the byte 0x40 in the method"),
                Arguments.of("\u0016\u0003\u0001", "line 1 of the head has the byte 0x16 in the method"),
                Arguments.of(
                        "GET /\u0000 HTTP/1.1\r\n",
                        "line 1 of the head has the byte 0x00 in the target, where it would stand percent-encoded"),
                Arguments.of(
                        "GET /a|b HTTP/1.1\r\n",
                        "line 1 of the head has the byte 0x7c in the target, where it would stand percent-encoded"),
                Arguments.of("GET /\r\n", NO_REQUEST_LINE),
                Arguments.of("GET\r\n", NO_REQUEST_LINE),
                Arguments.of("GET  / HTTP/1.1\r\n", NO_REQUEST_LINE),
                Arguments.of("GET / HTTP/1.10\r\n", NO_REQUEST_LINE),
                Arguments.of("GET / http/1.1\r\n", NO_REQUEST_LINE),
                Arguments.of("GET /a b HTTP/1.1\r\n", NO_REQUEST_LINE),
                Arguments.of(
                        host.replace("GET /", "GET nowhere") + "\r\n",
                        "the target of the request is no path: it begins with no slash"),
                Arguments.of(
                        host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "the end of the body is given in two ways: Content-Length and Transfer-Encoding"),
                Arguments.of(
                        host + "Content-Length: 5\r\ncontent-length: 5\r\n\r\n",
                        "the end of the body is given in 2 lines Content-Length; expected one"),
                Arguments.of(
                        host + "Transfer-Encoding: chunked\r\nTRANSFER-ENCODING: chunked\r\n\r\n",
                        "the end of the body is given in 2 lines Transfer-Encoding; expected one"),
                Arguments.of(
                        host + "Content-Length: 5, 5\r\n\r\n", "Content-Length is not a number of at most 18 digits"),
                Arguments.of(
                        "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "the body comes in chunks, which HTTP/1.0 does not have"),
                Arguments.of(
                        host + "Idempotency-Key: 1\r\nIdempotency-Key: 2\r\n\r\n",
                        "the header Idempotency-Key is there with different values"));
    }

    /** The sentence quotes nothing but a byte: a client can't make it long, or forge a line by it. */
    @ParameterizedTest
    @MethodSource("faults")
    void aRefusalSaysWhichFaultItFound(String request, String fault) throws IOException {
        for (int piece : new int[] {request.length(), 1}) {
            try (RawClient client = sample.connect()) {
                for (int at = 0; at < request.length(); at += piece) {
                    client.sendAnyway(request.substring(at, at + piece));
                }
                assertThat(client.reply().body())
                        .as("in pieces of " + piece)
                        .startsWith("{\"refused\":\"" + fault + "\",");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/2.0\r\nHost: a\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\n%s\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n%s\r\nA: b\u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nA: b\u0000\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n%s\r\nA: b\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n%s\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n%s\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n%s\r\n\r\n"
            })
    void aRefusalCarriesTheIdThatTheHeadGives(String request) throws IOException {
        assertThat(idOf(request, "X-Request-Id: sent-1")).isEqualTo("sent-1");
        assertThat(idOf(request, "x-REQUEST-id:\tsent-1 ")).isEqualTo("sent-1");
        assertThat(idOf(request, "X-Request-Id: sent-1\r\nX-Request-Id: sent-1"))
                .isEqualTo("sent-1");
        assertThat(idOf(
                        request,
                        "X-Request-Id: sent-1\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        String unusable = idOf(request, "X-Request-Id: a b");
        assertThat(unusable).hasSize(32).matches("[0-9a-f]+");
        assertThat(idOf(request, "X-Request-Id: sent-1\r\nX-Request-Id: sent-2"))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(unusable);
    }

    @Test
    void anIdThatIsNotReadInOneWayOnlyIsNotTaken() throws IOException {
        String head = "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n";
        for (String field : new String[] {
            "X-Request-Id: sent-1\r\n 2",
            "X-Request-Id: sent-1\nA: b",
            "A: b\nX-Request-Id: sent-1",
            "X-Request-Id : sent-1",
            "X-Request-Id: sent-\u0000",
            "X-Request-Id: sent-1\rA: b",
            "A: b\u0000\r\n\r\nX-Request-Id: sent-1"
        }) {
            assertThat(idOf(head, field)).as(field).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void aHeadThatIsTooLongOrTooSlowIsCalledAsItSaysToo() throws IOException {
        String id = "X-Request-Id: sent-1\r\n";
        assertThat(idOf("GET / HTTP/1.1\r\nHost: a\r\n%sA: " + "x".repeat(9000) + "\r\n\r\n", id))
                .isEqualTo("sent-1");
        assertThat(idOf("GET / HTTP/1.1\r\nHost: a\r\n%s" + "A: b\r\n".repeat(101) + "\r\n", id))
                .isEqualTo("sent-1");
    }

    /** As header and as body have it. */
    private static String idOf(String request, String fields) throws IOException {
        try (RawClient client = sample.connect()) {
            RawClient.Reply reply =
                    client.sendAnyway(request.replace("%s", fields)).reply();
            String id = reply.header("x-request-id");
            assertThat(reply.status()).isGreaterThanOrEqualTo(400);
            assertThat(reply.body()).contains("\"id\":\"" + id + "\"");
            return id;
        }
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
