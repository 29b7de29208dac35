package org.corebucket.bridge.readiness;

/** What the evidence of a question bears, where a check has more to say than one thing. */
public enum Topic {
    /** What the check as a whole is about. */
    GENERAL,
    /** That updates are taken, and receipts kept. */
    UPDATES,
    /** That heartbeats are taken. */
    HEARTBEATS,
    /** That who has no token is not heard. */
    TOKENS,
    /** That what does not fit its signature is refused. */
    SIGNATURES,
    /** That what is too old is refused. */
    TIMES,
    /** That what was taken once is refused. */
    REPLAYS,
    /** By which keys all this was asked. */
    KEYS,
    /** That health tells what happened. */
    HEALTH,
    /** That what was taken is in the ledger. */
    PROVENANCE,
    /** That the way back is there: an intact baseline, and no stop in force. */
    SAFETY
}
