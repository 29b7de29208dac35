package org.corebucket.bridge.ledger.file;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerUnavailableException;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.file.EntryQueue.WaitingEntries;
import org.corebucket.bridge.ledger.read.LineBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes: whatever waits goes to disk in one write and one {@code fsync}, while the next entries
 * gather. Who waits is told on another thread, with one hop for all of them, so that what they do then delays no write.
 */
final class LedgerWriter implements Runnable {

    /** What is kept for the lines of the next batch; what they took beyond it is given back. */
    private static final int BUFFER = 1 << 18;

    private final EntryQueue queue;
    private final LiveSegments segments;
    private final Checkpoints checkpoints;
    private final Receipts receipts;
    private final MarkFile mark;
    private final LedgerOptions options;
    private final Executor answers;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final LineBuffer lines = new LineBuffer(BUFFER);

    private Instant checkpointDue;
    private volatile Head head;
    private volatile @Nullable String trouble;

    LedgerWriter(LedgerOptions options, EntryQueue queue, LedgerOpening.OpenedLedger opened, Executor answers) {
        this.options = options;
        this.queue = queue;
        this.segments = opened.segments();
        this.checkpoints = opened.checkpoints();
        this.receipts = opened.receipts();
        this.mark = opened.mark();
        this.head = opened.head();
        this.answers = answers;
        this.checkpointDue = options.clock().instant().plus(options.checkpointInterval());
    }

    /** Entries that are written together. */
    private static final class EntryBatch {
        private final List<WaitingEntries> waiting = new ArrayList<>();
        private final List<Receipt> receipts = new ArrayList<>();
        private final List<Integer> offsets = new ArrayList<>();
    }

    Head head() {
        return head;
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    /** Until the queue is closed and empty. */
    @Override
    public void run() {
        long interval = Math.max(1, options.checkpointInterval().toMillis());
        try {
            while (!queue.isClosed()) {
                long due = mark.millisUntilSync();
                storeAll(queue.takeAll(due < 0 ? interval : Math.min(due, interval)));
                syncMarkIfDue();
                checkpointIfDue();
            }
        } catch (InterruptedException e) {
            // Nobody but this class has the thread: it is being torn down with its process.
            Thread.currentThread().interrupt();
        } finally {
            queue.close();
        }
    }

    /** A bug ends the ledger: whoever waits, or would, is told so, since nobody else would tell. */
    private void storeAll(List<WaitingEntries> taken) throws InterruptedException {
        int from = 0;
        try {
            while (from < taken.size()) {
                from = store(taken, from);
            }
        } catch (RuntimeException | Error e) {
            queue.close();
            IOException stopped = new IOException("a bug stopped the ledger: " + e, e);
            fail(taken.subList(from, taken.size()), stopped);
            fail(queue.takeAll(0), stopped);
            throw e;
        }
    }

    /** Stores as many as fit into one segment, and gives the index of the first that did not. */
    private int store(List<WaitingEntries> taken, int from) {
        EntryBatch batch = new EntryBatch();
        lines.reset(BUFFER);
        long first = taken.get(from).line().longest();
        boolean roll = segments.mustRoll(first);
        int to = fill(batch, taken, from, segments.roomFor(first));
        try {
            if (roll) {
                segments.roll(head);
            }
            long start = segments.length();
            segments.append(lines);
            succeed(batch, start);
        } catch (IOException e) {
            fail(batch.waiting, e);
        }
        return to;
    }

    private int fill(EntryBatch batch, List<WaitingEntries> taken, int from, long room) {
        long seq = head.size();
        String previous = head.hash();
        int to = from;
        while (to < taken.size()
                && (to == from || lines.length() + taken.get(to).line().longest() <= room)) {
            WaitingEntries entry = taken.get(to++);
            seq++;
            batch.waiting.add(entry);
            batch.offsets.add(lines.length());
            Sha256 hash = entry.line().appendTo(lines, seq, previous, sha256);
            batch.receipts.add(
                    new Receipt(seq, hash, entry.entry().module(), entry.entry().sessionId()));
            previous = hash.hex();
        }
        return to;
    }

    private void succeed(EntryBatch batch, long start) {
        Receipt last = batch.receipts.get(batch.receipts.size() - 1);
        head = new Head(last.seq(), last.hash().hex());
        trouble = null;
        mark(head);
        for (int i = 0; i < batch.receipts.size(); i++) {
            Receipt receipt = batch.receipts.get(i);
            long key = SessionIndex.key(receipt.module(), receipt.sessionId(), sha256);
            receipts.add(key, start + batch.offsets.get(i));
        }
        answers.execute(() -> {
            for (int i = 0; i < batch.receipts.size(); i++) {
                queue.answered(batch.waiting.get(i));
                batch.waiting.get(i).future().complete(batch.receipts.get(i));
            }
        });
    }

    /** The entries are on disk without it; it only says too little then. */
    private void mark(Head stored) {
        try {
            mark.advance(stored);
        } catch (IOException e) {
            trouble = "the ledger's mark could not be written: "
                    + DiskTrouble.of(e).words();
        }
    }

    private void syncMarkIfDue() {
        try {
            mark.syncIfDue();
        } catch (IOException e) {
            trouble = "the ledger's mark could not be written: "
                    + DiskTrouble.of(e).words();
        }
    }

    private void fail(List<WaitingEntries> waiting, IOException cause) {
        DiskTrouble found = DiskTrouble.of(cause);
        trouble = found.words();
        LedgerUnavailableException failure =
                new LedgerUnavailableException("the entry is not stored: " + found.words(), found.full(), cause);
        answers.execute(() -> {
            for (WaitingEntries entry : waiting) {
                queue.answered(entry);
                entry.future().completeExceptionally(failure);
            }
        });
    }

    private void checkpointIfDue() {
        Instant now = options.clock().instant();
        if (now.isBefore(checkpointDue)) {
            return;
        }
        checkpointDue = now.plus(options.checkpointInterval());
        try {
            checkpoints.write(head);
        } catch (IOException e) {
            trouble = "no checkpoint could be written: " + DiskTrouble.of(e).words();
        }
    }
}
