/** The commands that make, rotate, show and use keys. */
@NullMarked
package org.corebucket.bridge.cli.keys;

import org.jspecify.annotations.NullMarked;
