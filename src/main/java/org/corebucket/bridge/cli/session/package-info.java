/** What every command is given: the machine, the streams, the common options and the exit codes. */
@NullMarked
package org.corebucket.bridge.cli.session;

import org.jspecify.annotations.NullMarked;
