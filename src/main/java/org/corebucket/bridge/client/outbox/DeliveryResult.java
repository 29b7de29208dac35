package org.corebucket.bridge.client.outbox;

/**
 * The result of a delivery.
 *
 * @param accepted how many receipts are in hand
 * @param rejected how many updates and unreadable lines were moved to {@code outbox/rejected/}
 * @param queued how many updates still wait; 0 if another process has sent all that this one waited for
 * @param gaveUp whether some wait because the bridge was not reached, or did not accept them
 * @param isStopped whether some wait because an emergency stop is in force at the bridge
 * @param otherSender what another process did meanwhile, which is counted in none of these numbers but {@code queued}
 */
public record DeliveryResult(
        long accepted, long rejected, long queued, boolean gaveUp, boolean isStopped, OtherSender otherSender) {

    /** What another process did with the same outbox, while it had the right to send for which this one waited. */
    public enum OtherSender {
        /** It did nothing, or there was none. */
        NOTHING,
        /** It has sent updates. */
        SENT,
        /** It has sent updates, and the bridge has rejected some. */
        REJECTED,
        /** It still has the right, and has sent nothing for so long that this process no longer waits. */
        STUCK
    }
}
