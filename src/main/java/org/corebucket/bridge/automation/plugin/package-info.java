/** Plugin files: run from verified bytes, with a limit on all that they take, and nothing of them left behind. */
@NullMarked
package org.corebucket.bridge.automation.plugin;

import org.jspecify.annotations.NullMarked;
