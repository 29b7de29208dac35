package org.corebucket.bridge.readiness;

/** What a finding means for the verdict. Each is one bit of the exit code, so that the code is their sum (CONTRACT 1). */
public enum Consequence {
    /** A file lies in the canonical tree that the manifest does not list. */
    UNLISTED(1),
    /** A listed file is not there. */
    MISSING(2),
    /** A listed file is not what was sealed: its digest, its type or its mode. */
    CHANGED(4),
    /** Another check failed. */
    FAILED(8),
    /** The manifest itself can't be trusted. */
    UNTRUSTED(16),
    /** The emergency stop is in force. */
    STOPPED(32);

    private final int bit;

    Consequence(int bit) {
        this.bit = bit;
    }

    /** The bit that this consequence sets in the exit code of a verification. */
    public int bit() {
        return bit;
    }
}
