package org.corebucket.bridge.testkit;

/** Where the ledger of a test's deployment is kept: what the outside sees of a bridge is the same for both. */
public enum LedgerStore {
    FILES,
    POSTGRESQL
}
