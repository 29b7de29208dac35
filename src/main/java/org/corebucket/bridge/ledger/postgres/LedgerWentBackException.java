package org.corebucket.bridge.ledger.postgres;

import java.io.IOException;
import org.corebucket.bridge.ledger.Head;

/**
 * The database has not what was acknowledged: it was promoted without all that its primary had, or put back from an older
 * backup. That is for a person to look at, and nothing may be appended (CONTRACT 12).
 */
public final class LedgerWentBackException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Head acknowledged;

    LedgerWentBackException(String database, Head acknowledged, String found) {
        super(database + ": the ledger went back: entry " + acknowledged.size() + " was acknowledged with the hash "
                + acknowledged.hash() + ", and " + (found.isEmpty() ? "is not there" : "now has the hash " + found));
        this.acknowledged = acknowledged;
    }

    /** The entry that is not there. */
    Head acknowledged() {
        return acknowledged;
    }
}
