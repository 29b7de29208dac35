package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import org.corebucket.bridge.ledger.Head;

/** Is told of the entries of a ledger that is verified, up to the first that is unsound. */
public interface EntryListener {

    /**
     * Takes an entry that may still turn out to be unsound. Called on any core, in any order.
     *
     * @return what is to be done with it if it is sound, and all before it are; run on one thread, in the order of the ledger
     */
    Runnable entry(ReadEntry entry, LedgerPosition at);

    /**
     * A closed segment is sound to its end.
     *
     * @param length in bytes
     * @param head its last entry
     */
    default void closed(int segment, long length, Head head) throws IOException {}
}
