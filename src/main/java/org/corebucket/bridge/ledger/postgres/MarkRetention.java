package org.corebucket.bridge.ledger.postgres;

import java.time.Duration;

/**
 * How long the store knows what must not come twice.
 *
 * @param replayMemory at least so long after it was accepted
 * @param window and until its timestamp is stale by so much
 * @param mostUntimed how many entries without a timestamp there may be: they never grow stale, and their marks are kept for ever
 */
public record MarkRetention(Duration replayMemory, Duration window, long mostUntimed) {}
