package org.corebucket.bridge.launch;

import org.corebucket.bridge.readiness.MendableException;

/** An approved entrypoint that the policy describes in a way that can't be started; the message says what would. */
public final class NotRunnableException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** With a message of whole sentences. */
    public NotRunnableException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
