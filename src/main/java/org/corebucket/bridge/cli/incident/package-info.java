/** The commands that stop everything, and that show and resolve incidents. */
@NullMarked
package org.corebucket.bridge.cli.incident;

import org.jspecify.annotations.NullMarked;
