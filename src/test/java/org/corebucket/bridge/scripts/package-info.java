/** The shell scripts as real processes, each test in an installation or a checkout of its own. */
@NullMarked
package org.corebucket.bridge.scripts;

import org.jspecify.annotations.NullMarked;
