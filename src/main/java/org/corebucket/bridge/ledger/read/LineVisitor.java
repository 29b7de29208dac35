package org.corebucket.bridge.ledger.read;

import java.io.IOException;

/** Is given the lines of a ledger, one after the other. */
@FunctionalInterface
public interface LineVisitor {

    /**
     * Takes a line.
     *
     * @param bytes hold the line, with a line feed at {@code to}; they are overwritten afterwards
     * @param at where the line begins in the ledger
     * @return whether to go on
     */
    boolean visit(byte[] bytes, int from, int to, LedgerPosition at) throws IOException;

    /**
     * Takes a piece of a line that is longer than any entry, as {@link #visit} takes a line. There is no line feed at
     * {@code to}.
     */
    default boolean piece(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        return true;
    }

    /** The refusal of a line that is longer than any entry, by a visitor who takes whole ledgers alone. */
    static IOException overlong(LedgerPosition at) {
        return new IOException("the ledger has a line that is no entry, at byte " + at.offset() + " of segment "
                + at.segment() + "\nSee what is wrong with it: bridgectl provenance verify");
    }
}
