package org.corebucket.bridge.deployment;

/** What was asked for is not done; the message says why and what to do. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message of whole sentences. */
    public RefusedException(String message) {
        super(message);
    }
}
