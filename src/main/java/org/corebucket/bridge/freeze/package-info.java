/** Freezing and restoring: a new seal over what is there now, and sealed bytes put back from the baseline. */
@NullMarked
package org.corebucket.bridge.freeze;

import org.jspecify.annotations.NullMarked;
