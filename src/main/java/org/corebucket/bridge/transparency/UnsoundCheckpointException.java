package org.corebucket.bridge.transparency;

import java.io.IOException;

/** What is kept as a checkpoint of a log is none; the message says where, and why. */
public final class UnsoundCheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String problem;

    /**
     * A refusal.
     *
     * @param message the whole of it, with what to do next
     */
    public UnsoundCheckpointException(String message, Exception cause) {
        super(message, cause);
        this.problem = String.valueOf(cause.getMessage());
    }

    /** What is wrong with the text, as a clause. */
    public String problem() {
        return problem;
    }
}
