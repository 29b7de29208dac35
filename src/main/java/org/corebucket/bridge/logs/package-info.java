/** The log files that the contract names. */
@NullMarked
package org.corebucket.bridge.logs;

import org.jspecify.annotations.NullMarked;
