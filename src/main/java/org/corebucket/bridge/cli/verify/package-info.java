/** The command {@code verify}: once, as a watch, or in place of {@code sha256sum -c}. */
@NullMarked
package org.corebucket.bridge.cli.verify;

import org.jspecify.annotations.NullMarked;
