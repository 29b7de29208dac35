package org.corebucket.bridge.crypto;

/** Says that a signature does not hold, and why. It is checked, so that no caller can overlook it. */
public final class InvalidSignatureException extends Exception {

    /** A refusal. The message is a sentence, which must not quote the signed content. */
    public InvalidSignatureException(String problem) {
        super(problem);
    }
}
