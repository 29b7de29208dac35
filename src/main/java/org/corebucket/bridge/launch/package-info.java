/** Approved entrypoints started from verified bytes alone, supervised to their end, and no process of them left behind. */
@NullMarked
package org.corebucket.bridge.launch;

import org.jspecify.annotations.NullMarked;
