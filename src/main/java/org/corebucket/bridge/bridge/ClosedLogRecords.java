package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.logs.ClosedLogs;

/**
 * Records the digest of each log file that rotation closed in the ledger, once, signed by the bridge (CONTRACT 7). The
 * ledger itself says which files are recorded, so a file that a crash left without a record is recorded in the next
 * round.
 */
public final class ClosedLogRecords {

    private final Deployment deployment;
    private final Optional<String> node;
    private final RsaPrivateKey key;
    private final Clock clock;
    private final Set<String> recorded = new HashSet<>();

    /**
     * Records the logs of one deployment.
     *
     * @param node this one's name, if several nodes have files of the same names and one ledger
     * @param key the bridge's key, which signs the entries
     */
    public ClosedLogRecords(Deployment deployment, Optional<String> node, RsaPrivateKey key, Clock clock) {
        this.deployment = deployment;
        this.node = node;
        this.key = key;
        this.clock = clock;
    }

    /** Takes an entry that the ledger already had at the start. */
    public void remember(StoredEntry entry) {
        if (entry.endpoint().equals(LogDigest.ENDPOINT)) {
            LogDigest.parse(entry.payload()).ifPresent(digest -> recorded.add(digest.file()));
        }
    }

    /**
     * Records all closed logs that are not recorded yet. Those that the ledger can't take now are left for the next
     * call.
     */
    public void record(Ledger ledger) throws IOException {
        for (String file : ClosedLogs.of(deployment)) {
            if (!recorded.contains(file)) {
                if (!isRecorded(ledger, entry(file))) {
                    // Nothing is lost: the files stay, and the ledger reports its trouble itself.
                    return;
                }
                recorded.add(file);
            }
        }
    }

    private static boolean isRecorded(Ledger ledger, NewEntry entry) {
        CompletableFuture<Boolean> recorded = new CompletableFuture<>();
        try {
            ledger.append(entry, outcome -> () -> recorded.complete(isThere(outcome)));
            return recorded.join();
        } catch (LedgerBusyException e) {
            return false;
        }
    }

    private static boolean isThere(EntryOutcome outcome) {
        return outcome instanceof EntryOutcome.Stored || outcome instanceof EntryOutcome.AlreadyStored;
    }

    /** Where a start does not read the whole ledger, the session says whether a file of this node is recorded. */
    private NewEntry entry(String file) throws IOException {
        byte[] payload = LogDigest.of(deployment, node, file).payload();
        NewEntry entry = NewEntry.byBridge(clock.instant(), LogDigest.ENDPOINT, payload, key);
        return node.isEmpty() ? entry : entry.ofSession(LogDigest.session(node.get(), file));
    }
}
