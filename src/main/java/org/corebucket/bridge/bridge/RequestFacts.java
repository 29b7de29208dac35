package org.corebucket.bridge.bridge;

import java.time.Instant;

/**
 * A request as logs and metrics know it.
 *
 * @param endpoint the route's name, or {@link #NOWHERE}; never the path, which a stranger chose
 * @param requestId the id of the request in its answer and in all its log lines
 * @param time when its head was read
 * @param nanos the same moment by {@code System.nanoTime}, which nobody can set
 */
record RequestFacts(String endpoint, String requestId, Instant time, long nanos) {

    /** The endpoint of a request that has no route. */
    static final String NOWHERE = "-";
}
