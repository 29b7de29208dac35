package org.corebucket.bridge.ledger;

/**
 * The entries of one module at one endpoint.
 *
 * @param count how many there are
 * @param last the last of them
 */
public record ModuleEntries(long count, StoredEntry last) {}
