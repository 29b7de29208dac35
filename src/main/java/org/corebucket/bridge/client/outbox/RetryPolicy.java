package org.corebucket.bridge.client.outbox;

import java.time.Duration;

/**
 * How hard a delivery tries.
 *
 * @param connections how many modules are sent for at once
 * @param firstPause after one attempt that failed; each further pause is twice as long, less up to half by chance
 * @param longestPause no pause is longer, whatever the bridge asks for
 * @param patience how long a module's first update may fail to arrive until the module is left alone
 * @param greetings how many attempts may find nobody there before the bridge has ever answered
 */
public record RetryPolicy(
        int connections, Duration firstPause, Duration longestPause, Duration patience, int greetings) {

    /** The policy of a command: its user is told within seconds that there is no bridge. */
    public static final RetryPolicy STANDARD =
            new RetryPolicy(8, Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(10), 3);

    public RetryPolicy {
        if (connections < 1 || greetings < 1) {
            throw new IllegalArgumentException("at least one connection, and one attempt");
        }
    }
}
