package org.corebucket.bridge.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.ledger.EntryOutcome.EntrySender;

/**
 * The record of all accepted envelopes. A receipt is given only for what survives the loss of power; nothing else of the
 * bridge's state needs to (DESIGN, flow 3). All methods may be called from any thread.
 */
public interface Ledger extends Closeable {

    /**
     * Records an entry after all that were appended before it. This does not wait for the disk.
     *
     * @param to is told once the entry is durable, or could not be stored
     * @throws LedgerBusyException if as many as may are already waiting, and then nobody is told; try again later
     */
    void append(NewEntry entry, EntrySender to) throws LedgerBusyException;

    /**
     * The same, for whoever waits.
     *
     * @return completed with the receipt, or with {@link LedgerUnavailableException}, on the thread that all entries share
     */
    default CompletableFuture<Receipt> append(NewEntry entry) throws LedgerBusyException {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        append(entry, outcome -> () -> {
            if (outcome instanceof EntryOutcome.Stored stored) {
                receipt.complete(stored.receipt());
            } else {
                receipt.completeExceptionally(((EntryOutcome.NotStored) outcome).why());
            }
        });
        return receipt;
    }

    /**
     * Looks for an entry in the whole ledger, however old it is.
     *
     * @return the receipt that was given for it; empty if no entry of that module has that session
     */
    Optional<Receipt> receipt(String module, String sessionId) throws IOException;

    /** The last entry that is on disk. */
    Head head();

    /** How many entries wait for the disk, or for what hangs on them to be told. */
    int pending();

    /** Why the ledger can't take an entry at present, in words; it tries again with every append. */
    Optional<String> trouble();

    /**
     * Takes no more entries, stores those that wait, and writes a checkpoint.
     *
     * @throws IOException if some of that failed; the ledger is closed nevertheless
     */
    @Override
    void close() throws IOException;
}
