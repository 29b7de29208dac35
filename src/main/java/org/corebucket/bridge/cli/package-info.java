/** The command line: what there is to command, and how trouble becomes a message and an exit code. */
@NullMarked
package org.corebucket.bridge.cli;

import org.jspecify.annotations.NullMarked;
