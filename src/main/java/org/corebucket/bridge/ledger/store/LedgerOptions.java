package org.corebucket.bridge.ledger.store;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.ledger.EntryOutcome.Batch;

/**
 * The limits of a ledger, and what it signs its checkpoints with.
 *
 * @param segmentBytes a segment is closed before it would grow beyond this; one entry alone may be larger
 * @param queueSize how many entries may wait for the disk
 * @param checkpointInterval how often a checkpoint is written while the ledger grows
 * @param signer signs the checkpoints
 * @param origin the deployment's id, which each checkpoint names
 * @param clock the time of the checkpoints
 * @param batch is called once all senders of a batch were told
 */
public record LedgerOptions(
        long segmentBytes,
        int queueSize,
        Duration checkpointInterval,
        RsaSigner signer,
        UUID origin,
        Clock clock,
        Batch batch) {

    /** The contract's largest segment, in bytes. */
    public static final long SEGMENT_BYTES = 256L << 20;

    /** The contract's interval between checkpoints. */
    public static final Duration CHECKPOINT_INTERVAL = Duration.ofMinutes(5);

    /** Refuses sizes and intervals that are not positive. */
    public LedgerOptions {
        if (segmentBytes <= 0 || segmentBytes > SEGMENT_BYTES || queueSize <= 0 || !isPositive(checkpointInterval)) {
            throw new IllegalArgumentException(
                    "a ledger needs a positive queue size and interval, and segments of 1 to " + SEGMENT_BYTES
                            + " bytes");
        }
    }

    /** The contract's sizes and intervals. */
    public static LedgerOptions standard(RsaSigner signer, UUID origin, Clock clock) {
        return new LedgerOptions(SEGMENT_BYTES, 4096, CHECKPOINT_INTERVAL, signer, origin, clock, () -> {});
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
