/** The deployment's root and paths, its lock, and file writes that are whole or not there. */
@NullMarked
package org.corebucket.bridge.deployment;

import org.jspecify.annotations.NullMarked;
