/**
 * What all commands share: global options, the session, exit codes, the way to the bridge, what signals tell a command that goes on, and what
 * people see while work goes on.
 */
@NullMarked
package org.corebucket.bridge.cli.shared;

import org.jspecify.annotations.NullMarked;
