/** One entry of a ledger as its line holds it, in either form: taken apart strictly, and hashed. */
@NullMarked
package org.corebucket.bridge.ledger.entry;

import org.jspecify.annotations.NullMarked;
