package org.corebucket.bridge.ledger.store;

import java.io.IOException;

/** Whether what was appended is stored is not known. Its message is the one of what is in the way. */
public final class UnknownOutcomeException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnknownOutcomeException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
