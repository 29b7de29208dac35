package org.corebucket.bridge.ledger.read;

/**
 * A place between two lines of a ledger.
 *
 * @param segment from 0
 * @param offset within it, in bytes
 */
public record LedgerPosition(int segment, long offset) {

    /** Where a ledger begins. */
    public static final LedgerPosition BEGINNING = new LedgerPosition(0, 0);

    /** Whether it is there that a ledger begins; comparing records would cost more than reading a small ledger. */
    boolean isBeginning() {
        return segment == 0 && offset == 0;
    }
}
