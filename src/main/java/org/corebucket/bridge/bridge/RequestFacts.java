package org.corebucket.bridge.bridge;

import java.time.Instant;

/**
 * A request as logs and metrics know it.
 *
 * @param endpoint the route's name; what has no route is told by a dash, since paths are a stranger's words
 * @param requestId what the request is called, in its answer and in every line about it
 * @param time when its head was read
 * @param nanos the same on a clock that nobody sets, in nanoseconds
 */
record RequestFacts(String endpoint, String requestId, Instant time, long nanos) {

    /** The endpoint of what has no route. */
    static final String NOWHERE = "-";
}
