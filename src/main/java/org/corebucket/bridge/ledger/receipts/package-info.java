/** The receipts of the whole ledger, found without holding it in memory. */
@NullMarked
package org.corebucket.bridge.ledger.receipts;

import org.jspecify.annotations.NullMarked;
