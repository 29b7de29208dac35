package org.corebucket.bridge.setup;

/** A deployment is not made or completed here; the message says why and what to do. */
public final class InitRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    InitRefusedException(String message) {
        super(message);
    }
}
