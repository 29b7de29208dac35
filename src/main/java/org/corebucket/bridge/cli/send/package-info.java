/**
 * The commands of a module: {@code sync} and {@code heartbeat}.
 */
@NullMarked
package org.corebucket.bridge.cli.send;

import org.jspecify.annotations.NullMarked;
