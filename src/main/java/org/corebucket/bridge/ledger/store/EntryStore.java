package org.corebucket.bridge.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;

/**
 * What keeps the entries of a ledger, in files or elsewhere. One thread appends, and does what is due; all else may be asked
 * by any. Nothing is told, read or found before it is durable, and nothing that is durable changes.
 */
public interface EntryStore extends Closeable {

    /** The last entry. */
    Head head();

    /**
     * Appends some entries behind the last, each linked to the one before, in one durable act. A store that has no room for all
     * of them in one act takes the first of them, one at least.
     *
     * @return what became of those that were taken, in their order
     * @throws IOException if none of them is in the store, or will be when the process goes on
     */
    List<EntryOutcome> append(List<EntryLine> entries) throws IOException;

    /** The receipt of a session of a module, however old; empty if no entry has it. */
    Optional<Receipt> receipt(String module, String sessionId) throws IOException;

    /** The entries as they are now, to be read by whoever closes that. */
    LedgerReading read() throws IOException;

    /** Signs the head, if the ledger grew since that was last done, and records that durably. */
    void checkpoint() throws IOException;

    /** In how many milliseconds there is something to do though nothing is appended; -1 if there is nothing. */
    long millisUntilDue();

    /** Does what is due by now. */
    void doDue();

    /** What does not work as it should, though entries are stored; empty if nothing. */
    Optional<String> trouble();

    /** What was done to the ledger at its opening, for the operator: a line each. */
    List<String> notices();
}
