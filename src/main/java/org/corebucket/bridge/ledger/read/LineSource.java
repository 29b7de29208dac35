package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;

/** Gives the lines of a ledger in their order, in blocks. It is for one thread. */
public interface LineSource extends Closeable {

    /**
     * Fills a block with the next lines. Every segment ends with a block of its own, which may be empty.
     *
     * @return false if there are no more lines
     */
    boolean fill(LineBlock block) throws IOException;
}
