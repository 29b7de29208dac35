package org.corebucket.bridge.launch;

import org.corebucket.bridge.readiness.MendableException;

/** An approved entrypoint can't be started in the way that the policy describes. The message says which way would work. */
public final class NotRunnableException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** A trouble with a message of whole sentences. */
    public NotRunnableException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
