package org.corebucket.bridge.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The entry could not be stored and is not acknowledged. The ledger recovers by itself when its disk does. */
public final class LedgerUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean full;

    /**
     * An entry that is not on disk.
     *
     * @param message what failed, with the file and the remedy
     * @param full whether there was no room for it
     */
    public LedgerUnavailableException(String message, boolean full, @Nullable IOException cause) {
        super(message, cause);
        this.full = full;
    }

    /** Whether there was no room for it: the disk or the quota is full. */
    public boolean isFull() {
        return full;
    }
}
