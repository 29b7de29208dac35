/**
 * The durable, hash-chained record of all accepted envelopes. What is acknowledged is on disk, and each entry names the
 * hash of the one before.
 */
@NullMarked
package org.corebucket.bridge.ledger;

import org.jspecify.annotations.NullMarked;
