package org.corebucket.bridge.alert;

import java.time.Duration;

/** One receiver of alerts. */
interface AlertSink {

    /**
     * Tries once to deliver a message, within a limit of its own, whatever the receiver does.
     *
     * @throws InterruptedException if this thread is to end; then nothing is known of the message
     */
    SinkOutcome deliver(AlertMessage message) throws InterruptedException;

    /** How an attempt ended. */
    sealed interface SinkOutcome {}

    /** The receiver said that it has the message. */
    record Delivered() implements SinkOutcome {}

    /**
     * Nobody said so.
     *
     * @param reason what happened instead, on one line of at most 1,000 characters, without an address or a secret
     * @param retryAfter how long the receiver asked to be left alone; nothing if it did not ask
     */
    record NotDelivered(String reason, Duration retryAfter) implements SinkOutcome {

        private static final int LONGEST = 1000;

        NotDelivered(String reason) {
            this(reason, Duration.ZERO);
        }

        public NotDelivered {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < Math.min(reason.length(), LONGEST); i++) {
                char c = reason.charAt(i);
                line.append(Character.isISOControl(c) ? ' ' : c);
            }
            reason = line.toString().strip();
        }
    }

    /**
     * The receiver wants no more, now and later.
     *
     * @param reason what it said
     */
    record NoLongerWanted(String reason) implements SinkOutcome {}
}
