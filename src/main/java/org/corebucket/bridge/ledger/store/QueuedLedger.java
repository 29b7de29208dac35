package org.corebucket.bridge.ledger.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.EntryOutcome;
import org.corebucket.bridge.ledger.EntryOutcome.EntrySender;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.Ledger;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.LedgerTrouble;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.NewEntry;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.EntryHashes;
import org.corebucket.bridge.ledger.read.EntryLine;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.store.EntryQueue.WaitingEntry;
import org.jspecify.annotations.Nullable;

/**
 * A ledger over any store. One thread writes: all entries that wait become durable together, while the next ones
 * gather. Another thread tells the senders, a batch at a time, so that what they do delays no write; and a third one signs
 * checkpoints, for which a store may have to read what others appended.
 */
public final class QueuedLedger implements Ledger {

    /** A bridge has to stop within 10 s (CONTRACT 6), of which those who are still connected have most. */
    private static final long CLOSE_SECONDS = 4;

    /** For so long a contended store is not asked to append while senders come back: about what one append takes. */
    private static final long GATHERING_MILLIS = 3;

    private final EntryStore store;
    private final LedgerOptions options;
    private final EntryQueue queue;
    private final LastHashes last = new LastHashes();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> daemon(task, "ledger-answers"));
    private final ExecutorService checkpoints =
            Executors.newSingleThreadExecutor(task -> daemon(task, "ledger-checkpoints"));
    private final Thread writing = daemon(this::write, "ledger-writer");
    private final AtomicBoolean closed = new AtomicBoolean();
    private Instant checkpointDue;
    private Future<?> checkpoint = CompletableFuture.completedFuture(null);
    private volatile @Nullable String refusing;
    private volatile @Nullable String withoutCheckpoint;

    private QueuedLedger(EntryStore store, LedgerOptions options) {
        this.store = store;
        this.options = options;
        this.queue = new EntryQueue(options.queueSize());
        this.checkpointDue = options.clock().instant().plus(options.checkpointInterval());
    }

    /** Begins to write to a store. Closing the ledger closes the store. */
    public static QueuedLedger over(EntryStore store, LedgerOptions options) {
        QueuedLedger ledger = new QueuedLedger(store, options);
        ledger.writing.start();
        return ledger;
    }

    /** What was done to the ledger when it was opened, for the operator; one line for each thing. */
    public List<String> notices() {
        return store.notices();
    }

    @Override
    public void append(NewEntry entry, EntrySender to) throws LedgerBusyException {
        if (!queue.add(new WaitingEntry(EntryLine.of(entry), to))) {
            to.settled(new EntryOutcome.NotStored(new LedgerUnavailableException(
                            "the entry is not stored: the ledger is closed", false, null)))
                    .run();
        }
    }

    @Override
    public Optional<Receipt> receipt(String module, String sessionId) throws IOException {
        return store.receipt(module, sessionId);
    }

    /** The entries as they are now; the caller closes the reading. */
    public LedgerReading read() throws IOException {
        return store.read();
    }

    /**
     * The hashes of the entries. Those of what was stored here last were kept as they were acknowledged; where others come first, or
     * behind them, they are read.
     */
    public EntryHashes hashes() {
        return (first, until, taker) -> {
            byte[] kept = last.from(first, until);
            for (int at = 0; at < kept.length; at += Sha256.BYTES) {
                taker.take(kept, at);
            }
            long next = first + kept.length / Sha256.BYTES;
            if (next <= until) {
                try (LedgerReading reading = store.read()) {
                    EntryHashes.of(reading).give(next, until, taker);
                }
            }
        };
    }

    @Override
    public Head head() {
        return store.head();
    }

    @Override
    public int pending() {
        return queue.unanswered();
    }

    @Override
    public Optional<LedgerTrouble> trouble() {
        String refused = store.noticesRecovery() ? null : refusing;
        if (refused != null) {
            return Optional.of(new LedgerTrouble(refused, false));
        }
        Optional<LedgerTrouble> ofStore = store.trouble();
        String missed = withoutCheckpoint;
        return missed == null
                        || ofStore.filter(trouble -> !trouble.takesEntries()).isPresent()
                ? ofStore
                : Optional.of(new LedgerTrouble(missed, true));
    }

    /**
     * Signs a checkpoint of the head and records it durably, if the ledger grew since the last one.
     *
     * @throws IOException if the checkpoint could not be recorded; the entries are not harmed
     */
    public void checkpoint() throws IOException {
        store.checkpoint();
    }

    /** Stores what comes, until the queue is closed and empty. */
    private void write() {
        long interval = Math.max(1, options.checkpointInterval().toMillis());
        try {
            while (!queue.isClosed()) {
                long due = store.millisUntilDue();
                long patience = due < 0 ? interval : Math.min(due, interval);
                storeAll(store.isContended() ? queue.takeCrowd(patience, GATHERING_MILLIS) : queue.takeAll(patience));
                store.doDue();
                checkpointIfDue();
            }
        } catch (InterruptedException e) {
            // Only this class knows the thread, so an interrupt comes only when the process ends.
            Thread.currentThread().interrupt();
        } finally {
            queue.close();
        }
    }

    /** Stores all entries. A bug ends the ledger: the queue is closed, and all senders that wait are told. */
    private void storeAll(List<WaitingEntry> taken) throws InterruptedException {
        List<WaitingEntry> left = taken;
        try {
            while (!left.isEmpty()) {
                int stored = store(left);
                left = left.subList(stored, left.size());
            }
        } catch (RuntimeException | Error e) {
            queue.close();
            IOException stopped = new IOException("a bug stopped the ledger: " + e, e);
            fail(left, stopped);
            fail(queue.takeAll(0), stopped);
            throw e;
        }
    }

    /**
     * Gives the store the entries once.
     *
     * @return how many are settled, stored or not
     */
    private int store(List<WaitingEntry> waiting) {
        List<EntryLine> lines = new ArrayList<>(waiting.size());
        for (WaitingEntry one : waiting) {
            lines.add(one.line());
        }
        try {
            List<EntryOutcome> outcomes = store.append(lines);
            refusing = null;
            keep(outcomes);
            tell(waiting.subList(0, outcomes.size()), outcomes);
            return outcomes.size();
        } catch (IOException e) {
            fail(waiting, e);
            return waiting.size();
        }
    }

    private void keep(List<EntryOutcome> outcomes) {
        for (EntryOutcome outcome : outcomes) {
            if (outcome instanceof EntryOutcome.Stored stored) {
                last.add(stored.receipt().seq(), stored.receipt().hash());
            }
        }
    }

    private void fail(List<WaitingEntry> waiting, IOException cause) {
        String words = IoTrouble.words(cause);
        refusing = words;
        tell(waiting, Collections.nCopies(waiting.size(), outcome(cause, words)));
    }

    private static EntryOutcome outcome(IOException cause, String words) {
        return cause instanceof UnknownOutcomeException
                ? new EntryOutcome.MaybeStored(new LedgerUnavailableException(
                        "whether the entry is stored is not known: " + words, false, cause))
                : new EntryOutcome.NotStored(new LedgerUnavailableException(
                        "the entry is not stored: " + words, IoTrouble.isFull(cause), cause));
    }

    /**
     * Tells all senders of a batch, then runs the batch's own step, and then what each sender returned. A bug in one of
     * these does not keep the others from being told; the first bug goes to the thread's handler of uncaught
     * exceptions.
     */
    private void tell(List<WaitingEntry> waiting, List<? extends EntryOutcome> outcomes) {
        answers.execute(() -> {
            List<Runnable> behind = new ArrayList<>(waiting.size());
            List<Throwable> bugs = new ArrayList<>();
            for (int i = 0; i < waiting.size(); i++) {
                WaitingEntry one = waiting.get(i);
                EntryOutcome outcome = outcomes.get(i);
                queue.answered(one);
                keeping(bugs, () -> behind.add(one.to().settled(outcome)));
            }
            keeping(bugs, options.batch()::told);
            behind.forEach(last -> keeping(bugs, last));
            if (!bugs.isEmpty()) {
                throw new IllegalStateException("who waited for the ledger did not take the answer", bugs.get(0));
            }
        });
    }

    private static void keeping(List<Throwable> bugs, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error bug) {
            bugs.add(bug);
        }
    }

    private void checkpointIfDue() {
        Instant now = options.clock().instant();
        if (now.isBefore(checkpointDue) || !checkpoint.isDone()) {
            return;
        }
        checkpointDue = now.plus(options.checkpointInterval());
        checkpoint = checkpoints.submit(() -> {
            try {
                store.checkpoint();
                withoutCheckpoint = null;
            } catch (IOException e) {
                withoutCheckpoint = "no checkpoint could be written: " + IoTrouble.words(e);
            }
        });
    }

    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        queue.close();
        awaitWriter(deadline);
        try {
            awaitCheckpoint(deadline);
        } finally {
            try {
                store.close();
            } finally {
                checkpoints.shutdown();
                answers.shutdown();
            }
        }
        awaitAnswers();
    }

    /** Signs a last checkpoint, behind one that may just be signed. */
    private void awaitCheckpoint(long deadline) throws IOException {
        Future<?> last = checkpoints.submit(() -> {
            store.checkpoint();
            return null;
        });
        try {
            last.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(
                    "where the ledger ends was not signed within " + CLOSE_SECONDS + " s; all entries are stored", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ledger was closed; all entries are stored");
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

    /** Waits for the writer, because the store must stay open while it may still write. */
    private void awaitWriter(long deadline) throws IOException {
        try {
            TimeUnit.NANOSECONDS.timedJoin(writing, deadline - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ledger was closed");
        }
        if (writing.isAlive()) {
            throw new IOException("the store has not taken the ledger's last entries within " + CLOSE_SECONDS + " s");
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
