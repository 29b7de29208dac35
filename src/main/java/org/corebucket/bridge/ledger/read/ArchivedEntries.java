package org.corebucket.bridge.ledger.read;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.Head;

/**
 * The entries that were moved out of a ledger into an archive, from the first on. Whoever moved them had verified them, and signed
 * up to where: else whoever may delete them could say that they were archived.
 *
 * @param head the last of them
 * @param begins where in the ledger the entry behind them begins, in bytes
 * @param statement the line by which the bridge's key says so; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, and never compared.
public record ArchivedEntries(Head head, long begins, byte[] statement) {

    /**
     * Signs that a ledger's entries up to one were verified and moved.
     *
     * @param deployment whose ledger it is
     */
    public static Checkpoint signed(UUID deployment, Head head, Instant now, RsaSigner bridge) {
        return Checkpoint.signed(origin(deployment), head.size(), Sha256.parse(head.hash()), now, bridge);
    }

    /**
     * Those that a statement is about, whoever signed it.
     *
     * @throws MalformedJsonException if the line is none
     */
    public static ArchivedEntries of(byte[] statement, long begins, String source) throws MalformedJsonException {
        Checkpoint read = Checkpoint.parse(statement, source);
        return new ArchivedEntries(new Head(read.size(), read.head().hex()), begins, statement);
    }

    /** It has the form of a checkpoint, under another origin: no checkpoint of the ledger is ever such a statement. */
    private static UUID origin(UUID deployment) {
        return UUID.nameUUIDFromBytes(("archived entries of " + deployment).getBytes(StandardCharsets.US_ASCII));
    }

    /** Why it is not believed that they were moved; empty if it is. */
    String problem(SignedCheckpoints.Trust trust) {
        try {
            Checkpoint read = Checkpoint.parse(statement, "the statement");
            return new SignedCheckpoints.Trust(origin(trust.origin()), trust.keys()).problem(read);
        } catch (MalformedJsonException e) {
            return "what says so is no statement";
        }
    }
}
