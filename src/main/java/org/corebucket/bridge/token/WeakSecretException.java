package org.corebucket.bridge.token;

import org.corebucket.bridge.readiness.MendableException;

/** Says that there is no secret that tokens may be signed with, and what to do; never quotes it. */
public final class WeakSecretException extends MendableException {

    private static final long serialVersionUID = 1;

    WeakSecretException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
