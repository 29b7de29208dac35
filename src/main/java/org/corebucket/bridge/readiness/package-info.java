/** What a check of readiness is, what it found, and the verdict that a list of checks amounts to. */
@NullMarked
package org.corebucket.bridge.readiness;

import org.jspecify.annotations.NullMarked;
