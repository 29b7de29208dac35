package org.corebucket.bridge.cli.shared;

import org.corebucket.bridge.readiness.MendableException;

/** The command line can be parsed, but makes no sense. The message says what is expected. */
public final class UsageException extends MendableException {

    private static final long serialVersionUID = 1L;

    /** Takes a message on one line. */
    public UsageException(String message) {
        super(MendableKind.USAGE, message);
    }
}
