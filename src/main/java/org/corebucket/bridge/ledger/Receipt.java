package org.corebucket.bridge.ledger;

import org.corebucket.bridge.digest.Sha256;

/**
 * What the bridge answers once the entry is on disk.
 *
 * @param seq the entry's sequence number, from 1
 * @param hash the entry's hash, which the next entry names
 * @param module the module that sent it
 * @param sessionId names the entry within its module
 */
public record Receipt(long seq, Sha256 hash, String module, String sessionId) {}
