package org.corebucket.bridge.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.store.LedgerOptions;

/** The options of a ledger that a test opens: one key, one deployment, and a clock that stands at noon. */
public final class SampleLedgerOptions {

    /** Signs the checkpoints. */
    public static final RsaPrivateKey SIGNER = RsaPrivateKey.generate(2048);

    /** The deployment's id. */
    public static final UUID ORIGIN = new UUID(0, 1);

    /** The time of the checkpoints. */
    public static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    /** With segments that no test fills. */
    public static final LedgerOptions STANDARD = segments(LedgerOptions.SEGMENT_BYTES);

    private SampleLedgerOptions() {}

    /** With segments of a size. */
    public static LedgerOptions segments(long bytes) {
        return options(bytes, 1000, NOON, () -> {});
    }

    /** With a queue of a size, and a clock that the test moves. */
    public static LedgerOptions queue(int size, Clock clock) {
        return options(LedgerOptions.SEGMENT_BYTES, size, clock, () -> {});
    }

    /** With something that is done at the end of each batch. */
    public static LedgerOptions batched(EntryOutcome.Batch batch) {
        return options(LedgerOptions.SEGMENT_BYTES, 1000, NOON, batch);
    }

    private static LedgerOptions options(long segmentBytes, int queueSize, Clock clock, EntryOutcome.Batch batch) {
        return new LedgerOptions(segmentBytes, queueSize, Duration.ofMinutes(5), SIGNER, ORIGIN, clock, batch);
    }
}
