package org.corebucket.bridge.ledger.postgres;

import java.util.Optional;
import org.corebucket.bridge.ledger.read.LedgerMemory;

/** A host that has never seen the ledger. */
record NoMemory() implements LedgerMemory {

    @Override
    public Optional<Mark> last() {
        return Optional.empty();
    }

    @Override
    public void remember(Mark mark) {}
}
