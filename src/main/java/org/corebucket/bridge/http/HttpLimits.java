package org.corebucket.bridge.http;

import java.time.Duration;

/**
 * What one client, and all together, can make the server hold.
 *
 * @param bodyBytes of one request; more is refused with 413
 * @param headerBytes of one request's head; more is refused with 431
 * @param connections at once; past it the one makes room that has been without a request of a known sender in flight for
 *     longest. Where all have one, of a sender with a quarter of all connections in bodies that are on their way, or an address
 *     with a half, the longest of them is refused with 503; and if there is none either, the new one is. Who has more than
 *     that in bodies for over a second loses those in any case
 * @param idle how long a connection may stay without a request, and an answer without being taken
 * @param request how long a TLS handshake may take, how long one request may take from the first byte of its head to the last
 *     of its body, how long the service may take to answer it, and how long the client may take to read the answer, and to
 *     send the rest of a body that was refused
 */
public record HttpLimits(int bodyBytes, int headerBytes, int connections, Duration idle, Duration request) {

    /** All are positive. */
    public HttpLimits {
        if (bodyBytes <= 0 || headerBytes <= 0 || connections <= 0) {
            throw new IllegalArgumentException("limits are positive numbers");
        }
        if (idle.isNegative() || idle.isZero() || request.isNegative() || request.isZero()) {
            throw new IllegalArgumentException("limits are positive durations");
        }
    }
}
