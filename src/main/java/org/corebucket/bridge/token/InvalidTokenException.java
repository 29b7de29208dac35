package org.corebucket.bridge.token;

/** A token is refused. The message says why, and never quotes the token. */
public final class InvalidTokenException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidTokenException(String problem) {
        super(problem);
    }
}
