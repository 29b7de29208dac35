/**
 * The watch. It verifies at every interval and after every change, looks at the processes in between, and acts on what
 * it finds.
 */
@NullMarked
package org.corebucket.bridge.watch;

import org.jspecify.annotations.NullMarked;
