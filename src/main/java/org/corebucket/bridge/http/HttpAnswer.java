package org.corebucket.bridge.http;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.http.wire.FieldSyntax;

/**
 * One whole answer. The server adds {@code Content-Length}, {@code Connection}, {@code Date} and {@code X-Request-Id};
 * whoever makes an answer must not.
 *
 * @param status 200 to 599 (RFC 9110, section 15)
 * @param headers names that are tokens, and values without control characters: no input makes a second header
 * @param body the content; not sent to HEAD, nor with 204 and 304. Not copied: leave it alone afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to the wire: nobody compares answers
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

    /** Any other status or header is a bug of whoever makes the answer. */
    public HttpAnswer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("no final status: " + status);
        }
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (!FieldSyntax.isToken(name) || !FieldSyntax.isValue(value)) {
                throw new IllegalArgumentException("no header: " + name);
            }
            copy.put(name, value);
        });
        headers = Collections.unmodifiableMap(copy);
    }
}
