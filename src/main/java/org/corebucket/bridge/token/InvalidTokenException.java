package org.corebucket.bridge.token;

/** Says why a token is not believed; never quotes it. */
public final class InvalidTokenException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidTokenException(String problem) {
        super(problem);
    }
}
