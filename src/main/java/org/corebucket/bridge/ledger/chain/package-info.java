/** Ledgers read back: their chain verified in constant memory, and the checkpoints that were signed over it. */
@NullMarked
package org.corebucket.bridge.ledger.chain;

import org.jspecify.annotations.NullMarked;
