package org.corebucket.bridge.admission;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.ledger.Receipt;

/** What the ledger has. It is asked only on behalf of those who send something again and say so. */
@FunctionalInterface
public interface RecordedEntries {

    /**
     * Looks for exactly this.
     *
     * @param endpoint the route's name
     * @param canonical the payload's canonical form
     * @return the receipt that was given for it; empty if no entry has this endpoint, module, session and payload
     */
    Optional<Receipt> find(String endpoint, String module, String session, byte[] canonical) throws IOException;
}
