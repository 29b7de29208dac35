/** The durable, hash-chained record of all accepted envelopes: what is acknowledged is on disk, and each entry names the one before. */
@NullMarked
package org.corebucket.bridge.ledger;

import org.jspecify.annotations.NullMarked;
