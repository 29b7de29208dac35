/** The bridge: it takes envelopes that modules signed, and acknowledges those that are on disk (CONTRACT 6 and 7). */
@NullMarked
package org.corebucket.bridge.bridge;

import org.jspecify.annotations.NullMarked;
