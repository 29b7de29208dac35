package org.corebucket.bridge.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.corebucket.bridge.ledger.EntryOutcome.EntrySender;

/**
 * The record of all accepted envelopes. A receipt is given only for an entry that survives the loss of power. All other
 * state of the bridge is derived from the ledger. All methods may be called from any thread.
 */
public interface Ledger extends Closeable {

    /**
     * Records an entry after all that were appended before it. This does not wait for the disk.
     *
     * @param to is told once the entry is durable, or could not be stored
     * @throws LedgerBusyException if the queue is full; then {@code to} is never told, and the sender may try again
     *     later
     */
    void append(NewEntry entry, EntrySender to) throws LedgerBusyException;

    /**
     * Records an entry, and gives its receipt as a future.
     *
     * @return is completed with the receipt, or with {@link LedgerUnavailableException}, on the thread that all entries
     *     share
     */
    default CompletableFuture<Receipt> append(NewEntry entry) throws LedgerBusyException {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        append(entry, outcome -> () -> {
            if (outcome instanceof EntryOutcome.Stored stored) {
                receipt.complete(stored.receipt());
            } else if (outcome instanceof EntryOutcome.NotStored not) {
                receipt.completeExceptionally(not.why());
            } else if (outcome instanceof EntryOutcome.MaybeStored unknown) {
                receipt.completeExceptionally(unknown.why());
            } else {
                receipt.completeExceptionally(
                        new LedgerUnavailableException("the ledger has this entry, or one like it", false, null));
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

    /** How many entries wait for the disk, or for their sender to be told. */
    int pending();

    /**
     * What does not work at present; empty if all works. That no entry is taken comes before anything else. The ledger tries
     * again with every append.
     */
    Optional<LedgerTrouble> trouble();

    /**
     * Takes no more entries, stores those that wait, and writes a checkpoint.
     *
     * @throws IOException if one of these steps failed; the ledger is closed nevertheless
     */
    @Override
    void close() throws IOException;
}
