package org.corebucket.bridge.admission;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.ledger.Receipt;

/** The entries that the ledger has. They are looked up only for an update whose sender says that it may have come before. */
@FunctionalInterface
public interface RecordedEntries {

    /**
     * Looks for an entry that is the same in all of this.
     *
     * @param endpoint the route's name
     * @param canonical the payload's canonical form
     * @return the receipt that was given for it; empty if no entry has this endpoint, module, session and payload
     */
    Optional<Receipt> find(String endpoint, String module, String session, byte[] canonical) throws IOException;
}
