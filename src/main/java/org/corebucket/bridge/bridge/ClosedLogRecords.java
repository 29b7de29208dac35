package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
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
    private final RsaPrivateKey key;
    private final Clock clock;
    private final Set<String> recorded = new HashSet<>();

    /**
     * Records the logs of one deployment.
     *
     * @param key the bridge's key, which signs the entries
     */
    public ClosedLogRecords(Deployment deployment, RsaPrivateKey key, Clock clock) {
        this.deployment = deployment;
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
                try {
                    ledger.append(entry(file)).join();
                } catch (LedgerBusyException | CompletionException e) {
                    // Nothing is lost: the files stay, and the ledger reports its trouble itself.
                    return;
                }
                recorded.add(file);
            }
        }
    }

    private NewEntry entry(String file) throws IOException {
        return NewEntry.byBridge(
                clock.instant(),
                LogDigest.ENDPOINT,
                LogDigest.of(deployment, file).payload(),
                key);
    }
}
