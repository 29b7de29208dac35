package org.corebucket.bridge.ledger;

/** The queue of the ledger is full; the sender should try again later. */
public final class LedgerBusyException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses an entry.
     *
     * @param pending how many entries wait
     */
    public LedgerBusyException(int pending) {
        super(pending + " entries wait for the disk, and no more may; try again later");
    }
}
