package org.corebucket.bridge.client.outbox;

/**
 * How much an outbox may hold.
 *
 * @param updates how many updates of all modules may wait
 * @param bytes how many bytes waiting and rejected updates may take on disk
 */
public record OutboxLimits(long updates, long bytes) {

    /** The standard limits: a million updates, and one GiB. */
    public static final OutboxLimits STANDARD = new OutboxLimits(1_000_000, 1L << 30);

    public OutboxLimits {
        if (updates < 1 || bytes < 1) {
            throw new IllegalArgumentException("an outbox has room for something");
        }
    }
}
