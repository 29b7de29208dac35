/** The command that verifies, and the composition root that lists the checks. */
@NullMarked
package org.corebucket.bridge.cli.verify;

import org.jspecify.annotations.NullMarked;
