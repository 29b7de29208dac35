package org.corebucket.bridge.crypto;

/** Says that a signature does not hold, and why; whoever does not catch it has not accepted anything. */
public final class InvalidSignatureException extends Exception {

    /** The problem as a sentence, which must not quote what was signed. */
    public InvalidSignatureException(String problem) {
        super(problem);
    }
}
