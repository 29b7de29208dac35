package org.corebucket.bridge.ledger;

import java.time.Instant;

/**
 * An entry as it lies in the ledger, for what is rebuilt from it at a start.
 *
 * @param seq its sequence number, from 1
 * @param timestamp when the bridge accepted it
 * @param endpoint the route's name
 * @param module who it is from
 * @param sessionId names it within its module
 * @param nonce as it was sent
 * @param payload in canonical form; not copied
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Read once while the ledger opens, a million times: a copy would double that.
public record StoredEntry(
        long seq, Instant timestamp, String endpoint, String module, String sessionId, String nonce, byte[] payload) {}
