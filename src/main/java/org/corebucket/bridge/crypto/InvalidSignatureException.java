package org.corebucket.bridge.crypto;

/** Says that a signature does not hold, and why; whoever does not catch it has not accepted anything. */
public final class InvalidSignatureException extends Exception {

    InvalidSignatureException(String problem) {
        super(problem);
    }
}
