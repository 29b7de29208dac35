package org.corebucket.bridge.bridge;

import org.corebucket.bridge.readiness.MendableException;

/** The descriptor demands what is not allowed, or what this host can't do. The message says what to do. */
public final class UnusableSettingsException extends MendableException {

    private static final long serialVersionUID = 1L;

    UnusableSettingsException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
