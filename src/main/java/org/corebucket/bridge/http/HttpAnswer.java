package org.corebucket.bridge.http;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.corebucket.bridge.http.wire.FieldSyntax;

/**
 * One whole answer. The server itself adds {@code Content-Length}, {@code Connection}, {@code Date} and
 * {@code X-Request-Id}; a service must not set them.
 *
 * @param status 200 to 599 (RFC 9110, section 15)
 * @param headers the names are tokens, and the values have no control characters, so that no input makes a second
 *     header
 * @param body the content, which is not sent to HEAD, nor with 204 and 304; it is not copied and must not be changed
 *     afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes go to the wire, and nobody compares answers
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

    /** Refuses any other status or header, since it is a bug of the service. */
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
