/** What keeps files from running and keys from being read, and the checks that ask it. */
@NullMarked
package org.corebucket.bridge.guard;

import org.jspecify.annotations.NullMarked;
