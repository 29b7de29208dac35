package org.corebucket.bridge.http;

import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.corebucket.bridge.http.wire.RequestIds;

/** The bytes of answers after which the connection ends (RFC 9112, section 4). */
final class AnswerBytes {

    /** IMF-fixdate (RFC 9110, section 5.6.7). */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private AnswerBytes() {}

    /** Head and body of an answer; the answer to a HEAD has the head alone that GET would have. */
    static byte[] last(HttpAnswer answer, boolean toHead, String requestId) {
        StringBuilder head = begin(answer.status(), answer.headers(), requestId);
        if (hasBody(answer.status())) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        byte[] bytes = end(head);
        if (toHead || !hasBody(answer.status())) {
            return bytes;
        }
        byte[] whole = Arrays.copyOf(bytes, bytes.length + answer.body().length);
        System.arraycopy(answer.body(), 0, whole, bytes.length, answer.body().length);
        return whole;
    }

    /** The head of an answer whose body lasts until the connection ends (RFC 9112, section 6.3, rule 8). */
    static byte[] eventStream(String requestId) {
        return end(begin(200, Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-store"), requestId));
    }

    /** Whether an answer of this status may have a body (RFC 9110, section 6.4.1). */
    static boolean hasBody(int status) {
        return status != 204 && status != 304;
    }

    private static StringBuilder begin(int status, Map<String, String> headers, String requestId) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(status).append(' ').append(StatusCodes.getReason(status));
        head.append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append(RequestIds.HEADER).append(": ").append(requestId).append("\r\n");
        return head;
    }

    private static byte[] end(StringBuilder head) {
        head.append("Date: ")
                .append(DATE.format(Instant.now().atOffset(ZoneOffset.UTC)))
                .append("\r\nConnection: close\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
