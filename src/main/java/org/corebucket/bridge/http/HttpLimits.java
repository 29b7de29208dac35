package org.corebucket.bridge.http;

import java.time.Duration;

/**
 * Limits on what one client, and all clients together, can make the server hold.
 *
 * @param bodyBytes the longest body of a request; a longer one is refused with 413
 * @param headerBytes the longest head of a request; a longer one is refused with 431
 * @param connections how many connections may be open at once. When one more comes, the connection is closed that has
 *     been without a request of a known sender in flight for longest. If each has such a request, a body that is still
 *     arriving is refused with 503: the oldest one of a sender that has more than a quarter of all connections in such
 *     bodies, or of an address that has more than half. If there is none, the new connection's request is refused with
 *     503. A sender or address that exceeds its share for more than a second loses the excess in any case
 * @param idle how long a connection may stay without a request, and an answer without the client taking bytes of it
 * @param request how long each of these may take: a TLS handshake; a request, from the first byte of its head to the
 *     last of its body; the service's answer; and the client's reading of the answer, with the rest of a body that was
 *     refused
 */
public record HttpLimits(int bodyBytes, int headerBytes, int connections, Duration idle, Duration request) {

    /** Refuses limits that are not positive. */
    public HttpLimits {
        if (bodyBytes <= 0 || headerBytes <= 0 || connections <= 0) {
            throw new IllegalArgumentException("limits are positive numbers");
        }
        if (idle.isNegative() || idle.isZero() || request.isNegative() || request.isZero()) {
            throw new IllegalArgumentException("limits are positive durations");
        }
    }
}
