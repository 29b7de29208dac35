package org.corebucket.bridge.ledger.read;

import org.corebucket.bridge.ledger.Head;

/**
 * Where a ledger ceases to be sound.
 *
 * @param flaw what is wrong there
 * @param line which line of the segment it is, from 1
 * @param at where that line begins
 * @param sound the last entry before it
 */
public record LedgerDamage(ChainFlaw flaw, long line, LedgerPosition at, Head sound) {}
