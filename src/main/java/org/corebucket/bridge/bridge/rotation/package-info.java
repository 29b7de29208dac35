/** The digests of closed log files: recorded in the ledger, and compared with what is still there. */
@NullMarked
package org.corebucket.bridge.bridge.rotation;

import org.jspecify.annotations.NullMarked;
