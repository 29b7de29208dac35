package org.corebucket.bridge.ledger.read;

import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;

/**
 * An entry as its line states it.
 *
 * @param seq its sequence number, from 1
 * @param timestamp when the bridge accepted it
 * @param endpoint the route's name
 * @param module the module that sent it
 * @param sessionId names the entry within its module
 * @param nonce as it was sent
 * @param payload in canonical form
 * @param previousHash the hash of the entry before, in hex; empty at the start
 * @param hash the hash that the line states
 * @param content the hash that was computed over the line
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

    /** The entry that a scanner has just {@link EntryScanner#read}. */
    static ReadEntry of(EntryScanner line) {
        return new ReadEntry(
                line.seq(),
                UtcTime.parse(line.text(EntryPart.TIMESTAMP)),
                line.text(EntryPart.ENDPOINT),
                line.text(EntryPart.MODULE),
                line.text(EntryPart.SESSION),
                line.text(EntryPart.NONCE),
                line.raw(EntryPart.PAYLOAD),
                line.hasPrevious() ? HexDigest.of(line.previous(), 0) : "",
                Sha256.ofBytes(line.stated()),
                Sha256.ofBytes(line.actual()));
    }

    /** The entry for code that rebuilds its state from the ledger. */
    public StoredEntry stored() {
        return new StoredEntry(seq, timestamp, endpoint, module, sessionId, nonce, payload);
    }

    /** The receipt that was given for the entry. */
    public Receipt receipt() {
        return new Receipt(seq, hash, module, sessionId);
    }
}
