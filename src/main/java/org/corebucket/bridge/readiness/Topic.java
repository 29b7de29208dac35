package org.corebucket.bridge.readiness;

/** The claim of the certificate that the evidence of a question supports, for a check that supports more than one. */
public enum Topic {
    /** The claim of the check as a whole. */
    GENERAL,
    /** Updates are accepted, and receipts kept. */
    UPDATES,
    /** Heartbeats are accepted. */
    HEARTBEATS,
    /** A request without a token is refused. */
    TOKENS,
    /** An envelope that does not match its signature is refused. */
    SIGNATURES,
    /** An envelope that is too old is refused. */
    TIMES,
    /** A replay is refused. */
    REPLAYS,
    /** The keys by which all this was tried. */
    KEYS,
    /** The bridge's health reports what happened. */
    HEALTH,
    /** What was accepted is in the ledger. */
    PROVENANCE,
    /** The deployment can be restored: the baseline is intact, and no stop is in force. */
    SAFETY,
    /** Who keeps what is not sealed from running. */
    ENFORCEMENT
}
