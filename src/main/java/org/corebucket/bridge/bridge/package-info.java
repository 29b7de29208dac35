/** The bridge: takes what modules sign, and acknowledges what is on disk (CONTRACT 6 and 7). */
@NullMarked
package org.corebucket.bridge.bridge;

import org.jspecify.annotations.NullMarked;
