package org.corebucket.bridge.client.delivery;

/**
 * What a delivery came to.
 *
 * @param accepted updates whose receipts are in hand
 * @param rejected updates that the bridge will never take, and that lie in {@code outbox/rejected/}
 * @param queued updates that still wait
 * @param gaveUp whether some wait because the bridge was not there, or did not take them
 */
public record Tally(long accepted, long rejected, long queued, boolean gaveUp) {}
