package org.corebucket.bridge.alert;

/** One receiver of alerts. */
interface AlertSink {

    /**
     * Tries once to deliver a message, within a limit of its own, whatever the receiver does.
     *
     * @throws InterruptedException if this thread is to end; then nothing is known of the message
     */
    Outcome deliver(AlertMessage message) throws InterruptedException;

    /** How an attempt ended. */
    sealed interface Outcome {}

    /** The receiver said that it has the message. */
    record Delivered() implements Outcome {}

    /**
     * Nobody said so.
     *
     * @param reason what happened instead, on one line of at most 1,000 characters, without an address or a secret
     */
    record Failed(String reason) implements Outcome {

        private static final int LONGEST = 1000;

        public Failed {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < Math.min(reason.length(), LONGEST); i++) {
                char c = reason.charAt(i);
                line.append(Character.isISOControl(c) ? ' ' : c);
            }
            reason = line.toString().strip();
        }
    }
}
