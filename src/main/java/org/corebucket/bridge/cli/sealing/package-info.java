/** The commands that make, seal and restore a deployment. */
@NullMarked
package org.corebucket.bridge.cli.sealing;

import org.jspecify.annotations.NullMarked;
