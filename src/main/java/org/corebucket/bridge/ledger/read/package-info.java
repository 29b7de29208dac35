/**
 * Reads and verifies ledgers of either form in constant memory: lines, entries, segments, links, checkpoints and pages.
 */
@NullMarked
package org.corebucket.bridge.ledger.read;

import org.jspecify.annotations.NullMarked;
