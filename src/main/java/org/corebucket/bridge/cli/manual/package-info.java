/**
 * Writes the manual and the completions from the command line's own model when a release is built. No command loads
 * this package.
 */
@NullMarked
package org.corebucket.bridge.cli.manual;

import org.jspecify.annotations.NullMarked;
