/** What signals tell a command that goes on. */
@NullMarked
package org.corebucket.bridge.cli.signal;

import org.jspecify.annotations.NullMarked;
