package org.corebucket.bridge.ledger.postgres;

import org.corebucket.bridge.ledger.Head;

/**
 * The row that says where the chain in the database ends.
 *
 * @param size how many entries it has
 * @param bytes how long their lines are, with a line feed each
 * @param hash the last one's hash in hex; empty if there is none
 * @param untimed how many of them never grow stale
 * @param stops how many emergency stops are in force
 */
record ChainHead(long size, long bytes, String hash, long untimed, int stops) {

    Head head() {
        return new Head(size, hash);
    }
}
