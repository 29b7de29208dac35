package org.corebucket.bridge.client.outbox;

/**
 * What a delivery came to.
 *
 * @param accepted updates whose receipts are in hand
 * @param rejected updates that the bridge will never take, and that lie in {@code outbox/rejected/}
 * @param queued updates that still wait; none if another process has sent all that this one waited for
 * @param gaveUp whether some wait because the bridge was not there, or did not take them
 * @param elsewhere what another process did meanwhile, which is in none of these numbers but {@code queued}
 */
public record Tally(long accepted, long rejected, long queued, boolean gaveUp, Elsewhere elsewhere) {

    /** What another process, which had the right to send, did with the same outbox until this one had it, or needed it no more. */
    public enum Elsewhere {
        /** Nothing. */
        NOTHING,
        /** It has sent updates. */
        SENT,
        /** It has sent updates, and the bridge has rejected some. */
        REJECTED,
        /** It has the right still, and has sent nothing for longer than anybody waits for it. */
        STUCK
    }
}
