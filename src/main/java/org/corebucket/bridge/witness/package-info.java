/**
 * Witnesses of transparency logs ({@code c2sp.org/tlog-witness}): the one that this deployment is for other logs, and those that
 * cosign its own.
 */
@NullMarked
package org.corebucket.bridge.witness;

import org.jspecify.annotations.NullMarked;
