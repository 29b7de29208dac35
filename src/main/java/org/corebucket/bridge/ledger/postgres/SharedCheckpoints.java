package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainRequest;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.store.LedgerOptions;

/**
 * The checkpoints that any node writes into the database. Who signs a head has verified every link from the last signed one up
 * to it: others append too, and whoever runs the database could change what lies there.
 */
final class SharedCheckpoints {

    private static final ChainVerifier VERIFIER = ChainVerifier.of(1, HashProgress.NONE);

    private final SignedCheckpoints signed;
    private final LedgerOptions options;

    SharedCheckpoints(SignedCheckpoints signed, LedgerOptions options) {
        this.signed = signed;
        this.options = options;
    }

    /**
     * Signs where a ledger ends, unless that is signed.
     *
     * @throws IOException if the ledger does not follow from the last checkpoint, or the new one could not be recorded
     */
    void write(LedgerReading ledger) throws IOException {
        Head head = ledger.acknowledged().orElse(Head.EMPTY);
        Head from = signed.lastSigned()
                .map(last -> new Head(last.size(), last.head().hex()))
                .orElse(Head.EMPTY);
        if (head.size() <= from.size()) {
            return;
        }
        LedgerPosition start = from.size() == 0 ? LedgerPosition.BEGINNING : ledger.find(from.size());
        ChainReport report = VERIFIER.verify(ledger, signed, ChainRequest.following(start, from));
        if (!report.holds() || report.entries() != head.size() || !report.head().equals(head.hash())) {
            throw new IOException("the ledger does not follow from the last checkpoint, of " + from.size()
                    + " entries, and is not signed: "
                    + (report.flaws().isEmpty()
                            ? "it ends at entry " + report.entries()
                            : report.flaws().get(0).message()));
        }
        signed.append(Checkpoint.signed(
                options.origin(),
                head.size(),
                Sha256.parse(head.hash()),
                options.clock().instant(),
                options.signer()));
    }
}
