/** The ledger in files: one writer, one write and one {@code fsync} for all that wait, segments, and recovery from crashes. */
@NullMarked
package org.corebucket.bridge.ledger.file;

import org.jspecify.annotations.NullMarked;
