/**
 * What all commands share: global options, the session, exit codes, the connection to the bridge, signals, and
 * progress.
 */
@NullMarked
package org.corebucket.bridge.cli.shared;

import org.jspecify.annotations.NullMarked;
