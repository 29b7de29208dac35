/**
 * The ledger as a transparency log (CONTRACT 14): the Merkle tree over its entries' hashes, proofs, signed notes and checkpoints,
 * and the policy that says whose signatures are enough. It trusts no host; it knows no ledger and no network.
 */
@NullMarked
package org.corebucket.bridge.transparency;

import org.jspecify.annotations.NullMarked;
