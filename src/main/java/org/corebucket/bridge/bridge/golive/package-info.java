/**
 * Rehearses going live: a real bridge over a scratch ledger gets the requests that its clients and its attackers would
 * send.
 */
@NullMarked
package org.corebucket.bridge.bridge.golive;

import org.jspecify.annotations.NullMarked;
