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
 * Puts the digest of each log file that rotation closed into the ledger, once, signed by the bridge (CONTRACT 7). Which ones
 * it has, the ledger itself says: a crash between the rotation and the record leaves a file for the next round.
 */
public final class ClosedLogRecords {

    private final Deployment deployment;
    private final RsaPrivateKey key;
    private final Clock clock;
    private final Set<String> recorded = new HashSet<>();

    /** Records of one deployment, signed with the bridge's key. */
    public ClosedLogRecords(Deployment deployment, RsaPrivateKey key, Clock clock) {
        this.deployment = deployment;
        this.key = key;
        this.clock = clock;
    }

    /** An entry that the ledger has had since before the start. */
    public void remember(StoredEntry entry) {
        if (entry.endpoint().equals(LogDigest.ENDPOINT)) {
            LogDigest.parse(entry.payload()).ifPresent(digest -> recorded.add(digest.file()));
        }
    }

    /** Records what is not recorded yet. What the ledger has no room for now is left for the next time. */
    public void record(Ledger ledger) throws IOException {
        for (String file : ClosedLogs.of(deployment)) {
            if (!recorded.contains(file)) {
                try {
                    ledger.append(entry(file)).join();
                } catch (LedgerBusyException | CompletionException e) {
                    // The ledger says itself what is wrong with it, and the files stay.
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
