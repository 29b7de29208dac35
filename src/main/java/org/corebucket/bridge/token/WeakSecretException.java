package org.corebucket.bridge.token;

import org.corebucket.bridge.readiness.MendableException;

/** The secret for tokens is missing or too short. The message says what to do, and never quotes the secret. */
public final class WeakSecretException extends MendableException {

    private static final long serialVersionUID = 1;

    WeakSecretException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
