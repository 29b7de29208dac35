package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.database.NodeName;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineVisitor;
import org.corebucket.bridge.logs.ClosedLogs;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Is every closed log file that still exists as it was when it was closed (CONTRACT 7)? The digests in the ledger are
 * believed, so {@code LedgerQuestions} must be asked first.
 */
public final class ClosedLogsQuestions {

    private final Host host;
    private final Deployment deployment;
    private final LedgerPlace ledger;

    /** Takes one deployment. */
    public ClosedLogsQuestions(Host host, Deployment deployment, LedgerPlace ledger) {
        this.host = host;
        this.deployment = deployment;
        this.ledger = ledger;
    }

    /** Asks of each closed log. */
    public void ask(Questions questions) throws IOException {
        Optional<String> node =
                ledger.files().isPresent() ? Optional.empty() : Optional.of(NodeName.of(host, deployment));
        RecordedDigest recorded = new RecordedDigest(node);
        try (LedgerReading lines = ledger.read()) {
            lines.forward(LedgerPosition.BEGINNING, recorded);
        }
        int sound = 0;
        int unrecorded = 0;
        boolean failed = false;
        for (String file : ClosedLogs.of(deployment)) {
            LogDigest was = recorded.digests.get(file);
            if (was == null) {
                unrecorded++;
                continue;
            }
            LogDigest is = LogDigest.of(deployment, node, file);
            if (is.sha256().equals(was.sha256())) {
                sound++;
            } else {
                questions.fails(changed(was, is));
                failed = true;
            }
        }
        if (sound > 0 || !failed) {
            questions.holds("Closed logs: " + sound + " are what the ledger says"
                    + (unrecorded == 0 ? "" : ", " + unrecorded + " wait for the bridge to record them"));
        }
    }

    private static Finding changed(LogDigest was, LogDigest is) {
        return new Finding(
                Consequence.FAILED,
                "closed-log-changed",
                was.file(),
                "CLOSED LOG CHANGED: " + was.file() + " - it had " + was.bytes() + " bytes, and has " + is.bytes(),
                new Difference(was.sha256().hex(), is.sha256().hex()),
                "find out who changed it; put it back from a copy, or move it out of the deployment: what retention"
                        + " removes is not missed");
    }

    /** Finds the last digest that the ledger has of each file. */
    private static final class RecordedDigest implements LineVisitor {

        private static final byte[] ENDPOINT = LogDigest.ENDPOINT.getBytes(StandardCharsets.US_ASCII);

        private final EntryScanner entry = new EntryScanner();
        private final Map<String, LogDigest> digests = new HashMap<>();
        private final Optional<String> node;

        RecordedDigest(Optional<String> node) {
            this.node = node;
        }

        @Override
        public boolean visit(byte[] bytes, int from, int to, LedgerPosition at) {
            if (entry.scan(bytes, from, to) && entry.is(EntryPart.ENDPOINT, ENDPOINT)) {
                LogDigest.parse(entry.raw(EntryPart.PAYLOAD))
                        .filter(digest ->
                                digest.node().isEmpty() || digest.node().equals(node))
                        .ifPresent(digest -> digests.put(digest.file(), digest));
            }
            return true;
        }
    }
}
