/** The commands that issue and inspect tokens. */
@NullMarked
package org.corebucket.bridge.cli.token;

import org.jspecify.annotations.NullMarked;
