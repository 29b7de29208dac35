package org.corebucket.bridge.ledger;

/**
 * What does not work in a ledger at present.
 *
 * @param words what happened, and to which file if that is known
 * @param takesEntries whether entries are stored nevertheless: then only what is kept beside them could not be written, such as a
 *     checkpoint
 */
public record LedgerTrouble(String words, boolean takesEntries) {}
