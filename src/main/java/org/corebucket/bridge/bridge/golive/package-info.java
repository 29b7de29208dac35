/** Rehearses going live: a real bridge over a scratch ledger, asked as its clients and its enemies would ask it. */
@NullMarked
package org.corebucket.bridge.bridge.golive;

import org.jspecify.annotations.NullMarked;
