package org.corebucket.bridge.bridge;

/** The descriptor asks for what is not allowed, or can't be done at this host. The message says what to do. */
public final class UnusableSettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableSettingsException(String message) {
        super(message);
    }
}
