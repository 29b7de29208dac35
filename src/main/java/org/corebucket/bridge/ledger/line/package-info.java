/** One entry of the ledger as a line, to the byte: written, and read back where it has exactly that form. */
@NullMarked
package org.corebucket.bridge.ledger.line;

import org.jspecify.annotations.NullMarked;
