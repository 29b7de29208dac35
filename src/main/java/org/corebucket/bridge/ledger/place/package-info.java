/** Where a deployment keeps its ledger: in files, or in PostgreSQL, as its bridge's descriptor says. */
@NullMarked
package org.corebucket.bridge.ledger.place;

import org.jspecify.annotations.NullMarked;
