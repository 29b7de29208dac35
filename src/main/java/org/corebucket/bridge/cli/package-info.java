/** The command line: its commands, and how exceptions become messages and exit codes. */
@NullMarked
package org.corebucket.bridge.cli;

import org.jspecify.annotations.NullMarked;
