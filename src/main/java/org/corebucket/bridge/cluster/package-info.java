/**
 * What the nodes of a cluster share besides the ledger: incidents, the emergency stop that they put in force everywhere, the
 * automation's due times, their bridges' figures, and who tells of what all of them see.
 */
@NullMarked
package org.corebucket.bridge.cluster;

import org.jspecify.annotations.NullMarked;
