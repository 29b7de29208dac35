/** The command line: each command parses, calls, renders and returns an exit code. */
@NullMarked
package org.corebucket.bridge.cli;

import org.jspecify.annotations.NullMarked;
