package org.corebucket.bridge.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;

/**
 * Keeps the entries of a ledger, in files or elsewhere. One thread calls {@link #append}, {@link #isContended} and
 * {@link #doDue}; any thread may call the other methods. No method shows an entry before it is durable, and a durable entry never changes.
 */
public interface EntryStore extends Closeable {

    /** The last entry. */
    Head head();

    /**
     * Appends entries behind the last one, each linked to the one before, in one durable act. A store that can't take
     * all of them in one act takes as many as it can from the first on, and at least one.
     *
     * @return the outcomes of the entries that were taken, in their order
     * @throws UnknownOutcomeException if it is not known whether they are stored, all of them or none
     * @throws IOException else, if none of them is stored; what a failed write left of them is removed before the next append
     */
    List<EntryOutcome> append(List<EntryLine> entries) throws IOException;

    /** The receipt of a session of a module, however old; empty if no entry has it. */
    Optional<Receipt> receipt(String module, String sessionId) throws IOException;

    /** The entries as they are now; the caller closes the reading. */
    LedgerReading read() throws IOException;

    /** Signs a checkpoint of the head and records it durably, if the ledger grew since the last one. */
    void checkpoint() throws IOException;

    /** Whether others append as well, so that appends wait for each other, and few large ones are better than many small ones. */
    boolean isContended();

    /** In how many milliseconds {@link #doDue} has something to do though nothing is appended; -1 if never. */
    long millisUntilDue();

    /** Does the store's own work that is due by now. */
    void doDue();

    /** What does not work as it should, besides the last append, which told that itself; empty if all works. */
    Optional<LedgerTrouble> trouble();

    /**
     * Whether {@link #trouble} also tells that an append failed, and no more once the store takes entries again, though none came;
     * else only the next append can show that it does.
     */
    boolean noticesRecovery();

    /** What was done to the ledger when it was opened, for the operator; one line for each thing. */
    List<String> notices();
}
