package org.corebucket.bridge.ledger;

/**
 * Where the ledger ends.
 *
 * @param size how many entries it has; the last one's sequence number
 * @param hash the last one's hash in hex; empty if there is none
 */
public record Head(long size, String hash) {

    /** Of a ledger without entries. */
    public static final Head EMPTY = new Head(0, "");
}
