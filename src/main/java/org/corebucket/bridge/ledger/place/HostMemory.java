package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.ledger.read.LedgerMemory;
import org.corebucket.bridge.seal.TrustState.SeenLedger;
import org.corebucket.bridge.seal.TrustStore;

/**
 * Remembers the ledger in this host's state outside of the deployment.
 *
 * @param readOnly whether nothing new is to be remembered
 */
public record HostMemory(TrustStore store, boolean readOnly) implements LedgerMemory {

    @Override
    public Optional<Mark> last() throws IOException {
        SeenLedger seen = store.seenLedger();
        return seen == null ? Optional.empty() : Optional.of(new Mark(seen.size(), seen.head()));
    }

    @Override
    public void remember(Mark mark) throws IOException {
        if (!readOnly) {
            store.remember(new SeenLedger(mark.size(), mark.head()));
        }
    }
}
