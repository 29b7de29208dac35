package org.corebucket.bridge.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.http.wire.RequestIds;
import org.corebucket.bridge.http.wire.RequestName;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a head whose lines are well-formed, which {@code HeadScanner} has checked before. A head must leave no
 * doubt where its body ends: a doubt lets an attacker smuggle a request past a proxy (RFC 9112, section 11.2).
 */
final class HeadRules {

    private static final int MOST_FIELDS = 100;
    private static final HttpString TRACE_PARENT = new HttpString(RequestIds.TRACE_HEADER);
    /**
     * Headers that decide how a request is treated. If one of them had two values, a proxy might go by the other one.
     */
    private static final List<HttpString> DECIDING = List.of(
            Headers.AUTHORIZATION,
            Headers.CONTENT_TYPE,
            Headers.CONTENT_ENCODING,
            new HttpString(RequestIds.HEADER),
            new HttpString("Idempotency-Key"));

    static final HttpString REQUEST_ID = new HttpString(RequestIds.HEADER);

    private HeadRules() {}

    /** Why a request is refused. */
    record HeadRefusal(int status, String detail) {}

    /** The first rule that the head breaks; empty if it breaks none. */
    static Optional<HeadRefusal> brokenBy(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        int fields = 0;
        for (HeaderValues values : headers) {
            fields += values.size();
        }
        if (fields > MOST_FIELDS) {
            return Optional.of(
                    new HeadRefusal(431, "the request has " + fields + " headers; the most are " + MOST_FIELDS));
        }
        if (path(exchange).isEmpty()) {
            return malformed("the target of the request names nothing that is served here");
        }
        Optional<HeadRefusal> framing = brokenFraming(exchange, headers);
        return framing.isPresent() ? framing : brokenMeaning(headers);
    }

    /**
     * Checks the headers that decide. {@code HeadScanner} has already refused a second line of Content-Length,
     * Transfer-Encoding or Host.
     */
    private static Optional<HeadRefusal> brokenMeaning(HeaderMap headers) {
        for (HttpString name : DECIDING) {
            HeaderValues values = headers.get(name);
            if (values != null && Set.copyOf(values).size() > 1) {
                return malformed("the header " + name + " is there with different values");
            }
        }
        String coding = headers.getFirst(Headers.CONTENT_ENCODING);
        return coding == null || coding.isEmpty() || coding.equalsIgnoreCase("identity")
                ? Optional.empty()
                : Optional.of(new HeadRefusal(415, "the body is encoded: send it as it is, without Content-Encoding"));
    }

    private static Optional<HeadRefusal> brokenFraming(HttpServerExchange exchange, HeaderMap headers) {
        HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
        if (codings != null && !exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
            return malformed("the body comes in chunks, which HTTP/1.0 does not have");
        }
        if (codings != null && !codings.getFirst().trim().equalsIgnoreCase("chunked")) {
            return malformed("the only transfer coding is chunked");
        }
        String expect = headers.getFirst(Headers.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Optional.of(new HeadRefusal(417, "the only expectation is 100-continue"));
        }
        return Optional.empty();
    }

    private static Optional<HeadRefusal> malformed(String detail) {
        return Optional.of(new HeadRefusal(400, detail));
    }

    /** The name of a request, even if its head breaks a rule. */
    static RequestName name(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        return new RequestName(
                RequestIds.of(lines(headers.get(TRACE_PARENT)), lines(headers.get(REQUEST_ID))),
                path(exchange),
                exchange.getRequestMethod().equals(Methods.HEAD));
    }

    private static List<String> lines(@Nullable HeaderValues values) {
        return values == null ? List.of() : values;
    }

    /** The head as services see it. The head must break no rule. */
    static HttpHead head(HttpServerExchange exchange, RequestName name) {
        Map<String, List<String>> fields = new HashMap<>();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            fields.put(values.getHeaderName().toString(), List.copyOf(values));
        }
        return new HttpHead(
                exchange.getRequestMethod().toString(),
                name.path(),
                exchange.getQueryString(),
                HttpHeaders.of(fields),
                exchange.getConnection().getPeerAddress(InetSocketAddress.class),
                contentLength(exchange.getRequestHeaders()),
                name.id());
    }

    /**
     * The path of the target; empty if the target has none. In an absolute target it may be missing, which means
     * {@code /} (RFC 9112, section 3.2).
     */
    private static String path(HttpServerExchange exchange) {
        String target = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int authority = target.indexOf("//");
            int slash = target.indexOf('/', authority + 2);
            target = authority < 0 ? "" : slash < 0 ? "/" : target.substring(slash);
        }
        return target.startsWith("/") || target.equals("*") ? target : "";
    }

    static boolean isChunked(HttpServerExchange exchange) {
        return exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING);
    }

    private static long contentLength(HeaderMap headers) {
        if (headers.contains(Headers.TRANSFER_ENCODING)) {
            return -1;
        }
        String length = headers.getFirst(Headers.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    static boolean expectsContinue(HttpServerExchange exchange) {
        return exchange.getRequestHeaders().contains(Headers.EXPECT)
                && exchange.getProtocol().equals(Protocols.HTTP_1_1);
    }

    /**
     * Whether the connection stays open after this exchange. It does not after a body in chunks, whose end the library
     * does not know.
     */
    static boolean keepsAlive(HttpServerExchange exchange) {
        HeaderValues connection = exchange.getRequestHeaders().get(Headers.CONNECTION);
        if (connection != null) {
            for (String value : connection) {
                for (String option : value.split(",", -1)) {
                    if (option.trim().equalsIgnoreCase("close")) {
                        return false;
                    }
                }
            }
        }
        return exchange.isPersistent()
                && exchange.getProtocol().equals(Protocols.HTTP_1_1)
                && !isChunked(exchange)
                && !exchange.isUpgrade();
    }
}
