/** Recorded violations, the resolutions that close them, and the emergency stop that lasts while a critical one is open. */
@NullMarked
package org.corebucket.bridge.incident;

import org.jspecify.annotations.NullMarked;
