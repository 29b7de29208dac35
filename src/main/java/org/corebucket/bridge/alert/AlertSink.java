package org.corebucket.bridge.alert;

import java.time.Duration;

/** One receiver of alerts. */
interface AlertSink {

    /**
     * Tries once to deliver a message. It ends within a limit of its own, whatever the receiver does.
     *
     * @throws InterruptedException if this thread is to end; then it is not known whether the message arrived
     */
    SinkOutcome deliver(AlertMessage message) throws InterruptedException;

    /** How an attempt ended. */
    sealed interface SinkOutcome {}

    /** The receiver said that it has the message. */
    record Delivered() implements SinkOutcome {}

    /**
     * The receiver did not confirm the message.
     *
     * @param reason what happened instead, on one line of at most 1,000 characters, without an address or a secret
     * @param retryAfter how long the receiver asked to be left alone; zero if it did not ask
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
     * The receiver wants no more messages, ever.
     *
     * @param reason what it answered
     */
    record NoLongerWanted(String reason) implements SinkOutcome {}
}
