package org.corebucket.bridge.automation;

import java.io.IOException;
import org.corebucket.bridge.client.Update;

/** The way of updates to the bridge, which leads through the outbox. For many threads. */
public interface UpdateSender {

    /**
     * Puts an update on disk, then tries to deliver it. The same update may be given again: it arrives once.
     *
     * @throws IOException if it could not be put on disk; it is not in the outbox then
     * @throws InterruptedException if that was interrupted; if it is in the outbox then, it stays there
     */
    Sent deliver(Update update) throws IOException, InterruptedException;

    /** What became of it. */
    sealed interface Sent {

        /**
         * It is on the bridge's disk.
         *
         * @param seq the entry's number in the ledger
         * @param hash the entry's hash
         */
        record UpdateAccepted(long seq, String hash) implements Sent {}

        /** It is in the outbox, and is delivered when the bridge is there. */
        record UpdateQueued(String why) implements Sent {}

        /** The bridge will never take it; it is among the rejected. */
        record UpdateRejected(String reason) implements Sent {}
    }
}
