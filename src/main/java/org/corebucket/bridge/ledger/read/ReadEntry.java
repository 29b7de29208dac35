package org.corebucket.bridge.ledger.read;

import java.time.Instant;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.StoredEntry;

/**
 * An entry as its line says it.
 *
 * @param seq its sequence number, from 1
 * @param timestamp when the bridge accepted it
 * @param endpoint the route's name
 * @param module who it is from
 * @param sessionId names it within its module
 * @param nonce as it was sent
 * @param payload in canonical form
 * @param previousHash the hash of the entry before, in hex; empty at the start
 * @param hash what the line says its hash is
 * @param content what the hash of the line is
 */
@SuppressWarnings("ArrayRecordComponent") // A reader's result, handed on and never compared.
public record ReadEntry(
        long seq,
        Instant timestamp,
        String endpoint,
        String module,
        String sessionId,
        String nonce,
        byte[] payload,
        String previousHash,
        Sha256 hash,
        Sha256 content) {

    /** What those who rebuild from the ledger are given. */
    public StoredEntry stored() {
        return new StoredEntry(seq, timestamp, endpoint, module, sessionId, nonce, payload);
    }

    /** The receipt that was given for it. */
    public Receipt receipt() {
        return new Receipt(seq, hash, module, sessionId);
    }
}
