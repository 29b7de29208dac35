package org.corebucket.bridge.client.outbox;

import java.time.Duration;

/**
 * How hard a delivery tries.
 *
 * @param connections how many modules are sent at the same time
 * @param firstPause the pause after the first failed attempt; each further one is twice as long, shortened at random by up to
 * half
 * @param longestPause the longest pause, whatever the bridge asks for
 * @param patience how long a module's first update may fail to arrive before the module is left alone
 * @param greetings how many attempts may fail to reach the bridge before it has answered for the first time
 */
public record RetryPolicy(
        int connections, Duration firstPause, Duration longestPause, Duration patience, int greetings) {

    /** The policy of commands: users are told within seconds that the bridge can't be reached. */
    public static final RetryPolicy STANDARD =
            new RetryPolicy(8, Duration.ofMillis(100), Duration.ofSeconds(30), Duration.ofSeconds(10), 3);

    public RetryPolicy {
        if (connections < 1 || greetings < 1) {
            throw new IllegalArgumentException("at least one connection, and one attempt");
        }
    }
}
