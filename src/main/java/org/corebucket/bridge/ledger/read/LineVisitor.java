package org.corebucket.bridge.ledger.read;

import java.io.IOException;

/** Looks at the lines of a ledger, one after the other. */
@FunctionalInterface
public interface LineVisitor {

    /**
     * Looks at a line.
     *
     * @param bytes with a line feed at {@code to}; they change afterwards
     * @param at where the line begins
     * @return whether to go on
     */
    boolean visit(byte[] bytes, int from, int to, LedgerPosition at) throws IOException;

    /** Looks at a piece of a line that is longer than any entry; nothing follows it in the bytes. As {@link #visit} otherwise. */
    default boolean piece(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        return true;
    }
}
