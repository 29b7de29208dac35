package org.corebucket.bridge.deployment;

import org.corebucket.bridge.readiness.MendableException;

/** The program refuses what the user asked for. The message says why, and what to do. */
public final class RefusedException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** A refusal. The message is made of whole sentences. */
    public RefusedException(String message) {
        super(MendableKind.REFUSED, message);
    }
}
