package org.corebucket.bridge.ledger;

import java.io.IOException;
import java.time.Instant;

/**
 * An entry as it lies in the ledger, for the state that the bridge rebuilds from it at its start.
 *
 * @param seq its sequence number, from 1
 * @param timestamp when the bridge accepted it
 * @param endpoint the route's name
 * @param module the module that sent it
 * @param sessionId names the entry within its module
 * @param nonce as it was sent
 * @param payload in canonical form; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Made a million times while a ledger opens, so a copy would double the work.
public record StoredEntry(
        long seq, Instant timestamp, String endpoint, String module, String sessionId, String nonce, byte[] payload) {

    /** Takes the entries of a ledger that is opened, in their order. */
    @FunctionalInterface
    public interface EntryIntake {

        /**
         * Takes the next one.
         *
         * @throws IOException if the ledger is not to be read any further; then it is not opened
         */
        void take(StoredEntry entry) throws IOException;
    }
}
