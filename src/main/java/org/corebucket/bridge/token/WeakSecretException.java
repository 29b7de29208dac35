package org.corebucket.bridge.token;

/** Says that there is no secret that tokens may be signed with, and what to do; never quotes it. */
public final class WeakSecretException extends Exception {

    private static final long serialVersionUID = 1;

    WeakSecretException(String message) {
        super(message);
    }
}
