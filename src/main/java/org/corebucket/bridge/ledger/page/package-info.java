/** The ledger's lines as they lie on disk, some at a time, from any place of it, and whatever became of them. */
@NullMarked
package org.corebucket.bridge.ledger.page;

import org.jspecify.annotations.NullMarked;
