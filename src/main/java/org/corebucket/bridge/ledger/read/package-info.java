/**
 * Ledgers read and verified in constant memory, in either form: lines and entries, segments, checkpoints, links, and pages of it.
 */
@NullMarked
package org.corebucket.bridge.ledger.read;

import org.jspecify.annotations.NullMarked;
