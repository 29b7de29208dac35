package org.corebucket.bridge.cli.shared;

/** What a command was told to work with is not there; the message says where to look. */
public final class MissingInputException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message of whole sentences. */
    public MissingInputException(String message) {
        super(message);
    }
}
