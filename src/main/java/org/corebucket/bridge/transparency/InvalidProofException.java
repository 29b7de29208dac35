package org.corebucket.bridge.transparency;

/** Says that a proof proves nothing, and why. It is checked, so that no caller can overlook it. */
public final class InvalidProofException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A refusal; the message is a sentence. */
    public InvalidProofException(String problem) {
        super(problem);
    }
}
