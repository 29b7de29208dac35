/** The decision what may run; what keeps keys from being read; the safeguards, and whether somebody watches. */
@NullMarked
package org.corebucket.bridge.guard;

import org.jspecify.annotations.NullMarked;
