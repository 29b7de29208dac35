package org.corebucket.bridge.bridge;

import org.corebucket.bridge.readiness.MendableException;

/** The descriptor asks for what is not allowed, or can't be done at this host. The message says what to do. */
public final class UnusableSettingsException extends MendableException {

    private static final long serialVersionUID = 1L;

    UnusableSettingsException(String message) {
        super(MendableKind.NOT_ALLOWED, message);
    }
}
