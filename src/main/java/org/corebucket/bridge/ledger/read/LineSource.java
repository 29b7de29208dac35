package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;

/** The lines of a ledger in their order, in blocks. For one thread. */
public interface LineSource extends Closeable {

    /** Fills a block; false if there are no more. At the end of every segment there is one, even if it is empty. */
    boolean fill(LineBlock block) throws IOException;
}
