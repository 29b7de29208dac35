/** A ledger as a transparency log (CONTRACT 14): the Merkle tree that follows it, and the checkpoints that its keys signed. */
@NullMarked
package org.corebucket.bridge.ledger.tree;

import org.jspecify.annotations.NullMarked;
