package org.corebucket.bridge.automation;

import java.time.Duration;

/**
 * How long a runner waits for what.
 *
 * @param look between two looks at the emergency stop and the signals
 * @param retry before the second try of a job; doubled before each that follows
 * @param longestRetry and never more than this
 * @param orderly what running actions have to finish after a signal
 * @param stopped the same after an emergency stop
 * @param ending what an action has to end after it was told to, before it is left alone
 */
record RunnerTimes(
        Duration look, Duration retry, Duration longestRetry, Duration orderly, Duration stopped, Duration ending) {

    /** With what ending processes takes, a runner is over within 10 s (CONTRACT 3, 10). */
    static final RunnerTimes STANDARD = new RunnerTimes(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(6),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5));

    /** What passes after a try, by its number from 1. */
    Duration afterTry(int attempt) {
        Duration pause = retry;
        for (int i = 1; i < attempt && pause.compareTo(longestRetry) < 0; i++) {
            pause = pause.plus(pause);
        }
        return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
    }
}
