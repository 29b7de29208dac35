/** The manual and the completions, written from the command line's own model when a release is built; never loaded by a command. */
@NullMarked
package org.corebucket.bridge.cli.manual;

import org.jspecify.annotations.NullMarked;
