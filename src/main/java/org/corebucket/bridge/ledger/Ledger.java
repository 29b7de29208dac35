package org.corebucket.bridge.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The record of all accepted envelopes. A receipt is given only for what survives the loss of power; nothing else of the
 * bridge's state needs to (DESIGN, flow 3). All methods may be called from any thread.
 */
public interface Ledger extends Closeable {

    /**
     * Records an entry after all that were appended before it. This does not wait for the disk.
     *
     * @return completed once the entry is on disk; completed with {@link LedgerUnavailableException} if it could not be
     *     stored, and then it is in the ledger only if the process ends before the ledger could cut it off again. What
     *     hangs on it runs on one thread of the ledger's that all entries share, and that is not its writer
     * @throws LedgerBusyException if as many as may are already waiting; try again later
     */
    CompletableFuture<Receipt> append(NewEntry entry) throws LedgerBusyException;

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
