package org.corebucket.bridge.ledger.read;

import org.corebucket.bridge.ledger.Head;

/**
 * Where a ledger ceases to be sound.
 *
 * @param flaw what is wrong there
 * @param line the first unsound line of the segment, from 1
 * @param at where that line begins
 * @param sound the head that the sound entries before it make
 */
public record LedgerDamage(ChainFlaw flaw, long line, LedgerPosition at, Head sound) {}
