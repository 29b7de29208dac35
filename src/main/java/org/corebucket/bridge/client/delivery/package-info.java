/**
 * Sends what waits in the outbox until the bridge has it: once, and in order within a module. What became of an attempt is never
 * guessed: while it is not known, the bridge is asked for the receipt.
 */
@NullMarked
package org.corebucket.bridge.client.delivery;

import org.jspecify.annotations.NullMarked;
