/**
 * What the nodes of a cluster share besides the ledger: incidents, the emergency stop that they put in force everywhere, and the
 * automation's due times.
 */
@NullMarked
package org.corebucket.bridge.cluster;

import org.jspecify.annotations.NullMarked;
