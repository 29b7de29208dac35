package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.readiness.MendableException;

/** The command line can be read, but makes no sense; the message says what would. */
public final class UsageException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** With a message for one line. */
    public UsageException(String message) {
        super(MendableKind.USAGE, message);
    }
}
