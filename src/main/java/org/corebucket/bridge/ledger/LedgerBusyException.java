package org.corebucket.bridge.ledger;

/** As many entries wait for the disk as may; the sender should come back later. */
public final class LedgerBusyException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Says how many wait. */
    public LedgerBusyException(int pending) {
        super(pending + " entries wait for the disk, and no more may; try again later");
    }
}
