/**
 * The ledger in files: segments, checkpoints and receipts, one write and one {@code fsync} for all entries that wait,
 * and recovery from crashes and damage.
 */
@NullMarked
package org.corebucket.bridge.ledger.file;

import org.jspecify.annotations.NullMarked;
