package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.file.EntryQueue.WaitingEntries;
import org.corebucket.bridge.ledger.read.EntryLine;

/**
 * The ledger in files (CONTRACT 8): lines in segments, each entry naming the one before, signed checkpoints beside them.
 * What it acknowledged survives {@code kill -9} and a torn last line; what a failing disk left in doubt is cut off before
 * anything else is written.
 */
public final class FileLedger implements Ledger {

    /** What the bridge has to stop in (CONTRACT 6). */
    private static final long CLOSE_SECONDS = 10;

    private final DeploymentLock lock;
    private final LedgerOpening.OpenedLedger opened;
    private final EntryQueue queue;
    private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> daemon(task, "ledger-answers"));
    private final LedgerWriter writer;
    private final Thread writing;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileLedger(DeploymentLock lock, LedgerOpening.OpenedLedger opened, LedgerOptions options) {
        this.lock = lock;
        this.opened = opened;
        this.queue = new EntryQueue(options.queueSize());
        this.writer = new LedgerWriter(
                options,
                queue,
                opened,
                batch -> answers.execute(() -> options.telling().execute(batch)));
        this.writing = daemon(writer, "ledger-writer");
    }

    /**
     * Opens the ledger to write to it, after reading all of it.
     *
     * @param each is given every stored entry, in order, before this returns
     * @throws LockHeldException if another process, or another part of this one, has it open
     * @throws DamagedLedgerException if an entry is not what it was when it was written, or is missing; then nothing was
     *     changed
     */
    public static FileLedger open(LedgerFiles files, LedgerOptions options, Consumer<StoredEntry> each)
            throws IOException, LockHeldException, DamagedLedgerException {
        return open(new DiskStore(), files, options, each);
    }

    static FileLedger open(LedgerStore store, LedgerFiles files, LedgerOptions options, Consumer<StoredEntry> each)
            throws IOException, LockHeldException, DamagedLedgerException {
        DeploymentLock lock = DeploymentLock.acquire(files.lock());
        boolean mayBegin = false;
        try {
            V5Archive.requireFinished(files);
            mayBegin = true;
        } finally {
            if (!mayBegin) {
                lock.close();
            }
        }
        return open(lock, store, files, options, each);
    }

    /** Opens it under a lock that is held already, and given back when the ledger is closed, or can't be opened. */
    static FileLedger open(
            DeploymentLock lock,
            LedgerStore store,
            LedgerFiles files,
            LedgerOptions options,
            Consumer<StoredEntry> each)
            throws IOException, DamagedLedgerException {
        boolean open = false;
        try {
            FileLedger ledger = new FileLedger(lock, new LedgerOpening(store, files, options).open(each), options);
            ledger.writing.start();
            open = true;
            return ledger;
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    /** What was done to files at opening, for the operator: a line for each torn tail that was cut off. */
    public List<String> notices() {
        return opened.notices();
    }

    @Override
    public CompletableFuture<Receipt> append(NewEntry entry) throws LedgerBusyException {
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        if (!queue.add(new WaitingEntries(entry, EntryLine.of(entry), future))) {
            future.completeExceptionally(
                    new LedgerUnavailableException("the entry is not stored: the ledger is closed", false, null));
        }
        return future;
    }

    @Override
    public Optional<Receipt> receipt(String module, String sessionId) throws IOException {
        return opened.receipts().find(module, sessionId);
    }

    @Override
    public Head head() {
        return writer.head();
    }

    @Override
    public int pending() {
        return queue.unanswered();
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(writer.trouble());
    }

    /**
     * Signs size and head and records them, if the ledger grew since that was last done.
     *
     * @throws IOException if that could not be recorded; the entries are not harmed
     */
    public void checkpoint() throws IOException {
        opened.checkpoints().write(writer.head());
    }

    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        queue.close();
        awaitWriter();
        try {
            opened.checkpoints().write(writer.head());
        } finally {
            closeFiles();
        }
        awaitAnswers();
    }

    private void closeFiles() throws IOException {
        try {
            opened.close();
        } finally {
            lock.close();
            answers.shutdown();
        }
    }

    private void awaitAnswers() throws IOException {
        try {
            if (!answers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("not everybody who waited for the ledger took the answer within " + CLOSE_SECONDS
                        + " s; all entries are stored");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ledger was closed; all entries are stored");
        }
    }

    /** While it may still write, the lock must stay. */
    private void awaitWriter() throws IOException {
        try {
            writing.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ledger was closed");
        }
        if (writing.isAlive()) {
            throw new IOException("the disk has not taken the ledger's last entries within " + CLOSE_SECONDS + " s");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
