/** What both stores of a ledger share: the queue before them, the one thread that writes, and what it asks of a store. */
@NullMarked
package org.corebucket.bridge.ledger.store;

import org.jspecify.annotations.NullMarked;
