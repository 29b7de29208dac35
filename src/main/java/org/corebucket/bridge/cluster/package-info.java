/** What the nodes of a cluster share besides the ledger: incidents, and the emergency stop that they put in force everywhere. */
@NullMarked
package org.corebucket.bridge.cluster;

import org.jspecify.annotations.NullMarked;
