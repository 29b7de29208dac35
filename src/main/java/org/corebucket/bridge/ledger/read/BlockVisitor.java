package org.corebucket.bridge.ledger.read;

import java.io.IOException;

/** Takes the examined blocks of a ledger, in its order. */
interface BlockVisitor {

    /** Takes the next one, which is used again afterwards. */
    void accept(Block block) throws IOException;
}
