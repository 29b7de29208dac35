package org.corebucket.bridge.client.outbox;

/**
 * How much may wait.
 *
 * @param updates of all modules together
 * @param bytes on disk, of what waits and of what was rejected
 */
public record OutboxLimits(long updates, long bytes) {

    /** A million updates, a gibibyte. */
    public static final OutboxLimits STANDARD = new OutboxLimits(1_000_000, 1L << 30);

    public OutboxLimits {
        if (updates < 1 || bytes < 1) {
            throw new IllegalArgumentException("an outbox has room for something");
        }
    }
}
