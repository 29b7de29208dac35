/** The store of a ledger in PostgreSQL, which many bridges share: appends, watermark, receipts, checkpoints, and its lines to read. */
@NullMarked
package org.corebucket.bridge.ledger.postgres;

import org.jspecify.annotations.NullMarked;
