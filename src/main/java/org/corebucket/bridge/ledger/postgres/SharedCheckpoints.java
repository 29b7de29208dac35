package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.database.Database;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainRequest;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.Checkpoint;
import org.corebucket.bridge.ledger.read.CheckpointLines.CheckpointLine;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.store.LedgerOptions;

/**
 * The checkpoints that any node writes into the database. Who signs a head has verified every link from the last signed one up
 * to it: others append too, and whoever runs the database could change what lies there.
 */
final class SharedCheckpoints {

    private static final ChainVerifier VERIFIER = ChainVerifier.of(1, HashProgress.NONE);

    private final CheckpointTable table;
    private final LedgerOptions options;

    SharedCheckpoints(Database database, LedgerOptions options) {
        this.table = new CheckpointTable(database);
        this.options = options;
    }

    /**
     * Signs where a ledger ends, unless that is signed.
     *
     * @throws IOException if the ledger does not follow from the last checkpoint, or the new one could not be recorded
     */
    void write(LedgerReading ledger) throws IOException {
        Head head = ledger.acknowledged().orElse(Head.EMPTY);
        Optional<Checkpoint> last = last();
        long signed = last.map(Checkpoint::size).orElse(0L);
        if (head.size() <= signed) {
            return;
        }
        Head from = last.map(one -> new Head(one.size(), one.head().hex())).orElse(Head.EMPTY);
        LedgerPosition start = signed == 0 ? LedgerPosition.BEGINNING : ledger.find(signed);
        ChainReport report = VERIFIER.verify(ledger, ChainRequest.following(start, from));
        if (!report.holds() || report.entries() != head.size() || !report.head().equals(head.hash())) {
            throw new IOException("the ledger does not follow from the last checkpoint, of " + signed
                    + " entries, and is not signed: "
                    + (report.flaws().isEmpty()
                            ? "it ends at entry " + report.entries()
                            : report.flaws().get(0).message()));
        }
        table.append(Checkpoint.signed(
                options.origin(),
                head.size(),
                Sha256.parse(head.hash()),
                options.clock().instant(),
                options.signer()));
    }

    private Optional<Checkpoint> last() throws IOException {
        List<CheckpointLine> newest = table.newest();
        try {
            return newest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Checkpoint.parse(newest.get(0).text(), table.name()));
        } catch (MalformedJsonException e) {
            throw new IOException("the last checkpoint is none, and nothing is signed behind it: " + e.getMessage(), e);
        }
    }
}
