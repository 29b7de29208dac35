/** Files that must not run: found, kept from running by their mode, and looked for among the processes. */
@NullMarked
package org.corebucket.bridge.forbidden;

import org.jspecify.annotations.NullMarked;
