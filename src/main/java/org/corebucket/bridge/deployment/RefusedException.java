package org.corebucket.bridge.deployment;

import org.corebucket.bridge.readiness.MendableException;

/** What was asked for is not done; the message says why and what to do. */
public final class RefusedException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** With a message of whole sentences. */
    public RefusedException(String message) {
        super(MendableKind.REFUSED, message);
    }
}
