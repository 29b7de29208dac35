package org.corebucket.bridge.ledger;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The entry could not be stored and is not acknowledged. The ledger takes entries again as soon as its disk does. */
public final class LedgerUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean full;
    private boolean stop;

    /**
     * Says why an entry is not stored.
     *
     * @param message what failed, with the file if it is known
     * @param full whether the disk or the quota is full
     */
    public LedgerUnavailableException(String message, boolean full, @Nullable IOException cause) {
        super(message, cause);
        this.full = full;
    }

    /** No entry is stored while an emergency stop is in force. */
    public static LedgerUnavailableException stopped() {
        LedgerUnavailableException stopped =
                new LedgerUnavailableException("an emergency stop is in force", false, null);
        stopped.stop = true;
        return stopped;
    }

    /** Whether an emergency stop is the reason. */
    public boolean isStop() {
        return stop;
    }

    /** Whether the entry is not stored because the disk or the quota is full. */
    public boolean isFull() {
        return full;
    }
}
