package org.corebucket.bridge.ledger;

/**
 * Where the ledger ends.
 *
 * @param size how many entries it has, which is the sequence number of the last one
 * @param hash the last entry's hash in hex; empty if there is no entry
 */
public record Head(long size, String hash) {

    /** The head of a ledger without entries. */
    public static final Head EMPTY = new Head(0, "");
}
