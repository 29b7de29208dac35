/**
 * What all stores of a ledger share: the queue before the store, the one thread that writes, and what that thread asks
 * of a store.
 */
@NullMarked
package org.corebucket.bridge.ledger.store;

import org.jspecify.annotations.NullMarked;
