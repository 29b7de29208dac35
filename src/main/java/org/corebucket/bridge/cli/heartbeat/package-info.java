/** {@code heartbeat}: a module's sign of life, sent once or at an interval, and the modules that are late with theirs. */
@NullMarked
package org.corebucket.bridge.cli.heartbeat;

import org.jspecify.annotations.NullMarked;
