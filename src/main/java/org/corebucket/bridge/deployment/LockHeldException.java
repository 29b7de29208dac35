package org.corebucket.bridge.deployment;

import java.nio.file.Path;
import org.corebucket.bridge.readiness.MendableException;

/** Another instance holds the lock that this one needs. */
public final class LockHeldException extends MendableException {

    private static final long serialVersionUID = 1L;

    private final String holder;

    LockHeldException(Path lock, String holder) {
        super(
                MendableKind.LOCKED,
                "another instance holds " + lock + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + "\nWait for it to end, then try again.");
        this.holder = holder;
    }

    /**
     * The process that holds the lock, to be added to the lock's name: {@code " (process 17)"}, or empty if it is not known.
     */
    public String byHolder() {
        return holder.isEmpty() ? "" : " (process " + holder + ")";
    }
}
