package org.corebucket.bridge.deployment;

import java.nio.file.Path;
import org.corebucket.bridge.readiness.MendableException;

/** Another instance is at work on the same thing. */
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

    /** Which process has it, as an addition to its name: {@code " (process 17)"}, or empty if that is not known. */
    public String byHolder() {
        return holder.isEmpty() ? "" : " (process " + holder + ")";
    }
}
