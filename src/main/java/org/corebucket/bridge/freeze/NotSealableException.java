package org.corebucket.bridge.freeze;

/** What is there can't be sealed, or not with this key; the message says why and what to do. */
public final class NotSealableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message of whole sentences. */
    public NotSealableException(String message) {
        super(message);
    }
}
