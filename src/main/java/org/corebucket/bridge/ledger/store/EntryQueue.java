package org.corebucket.bridge.ledger.store;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.ledger.EntryOutcome.EntrySender;
import org.corebucket.bridge.ledger.LedgerBusyException;
import org.corebucket.bridge.ledger.read.EntryLine;

/**
 * The entries that wait for the disk, bounded in number and bytes. An entry counts until its sender was told, so slow
 * senders fill the queue and not the memory.
 */
final class EntryQueue {

    /** An entry's payload is at most 6 MiB: a body of 1 MiB, each byte of it escaped. */
    private static final long MOST_BYTES = 32L << 20;

    private final int mostEntries;
    private List<WaitingEntry> waiting = new ArrayList<>();
    private int unanswered;

    /** The most entries that were unanswered at once since some were taken: so many senders may come again at once. */
    private int crowd;

    /** For how many waiting entries the taker waits. */
    private int wanted = 1;

    private long bytes;
    private boolean closed;

    EntryQueue(int mostEntries) {
        this.mostEntries = mostEntries;
    }

    /** An entry, and the sender that is told its outcome. */
    record WaitingEntry(EntryLine line, EntrySender to) {}

    /**
     * Adds an entry.
     *
     * @return whether it was added: a closed queue takes none
     */
    synchronized boolean add(WaitingEntry entry) throws LedgerBusyException {
        if (closed) {
            return false;
        }
        int size = entry.line().longest();
        if (unanswered >= mostEntries || (bytes > 0 && bytes + size > MOST_BYTES)) {
            throw new LedgerBusyException(unanswered);
        }
        waiting.add(entry);
        unanswered++;
        bytes += size;
        if (waiting.size() == wanted) {
            notifyAll();
        }
        crowd = Math.max(crowd, unanswered);
        return true;
    }

    /**
     * Takes all entries that wait. If there is none, this waits for one.
     *
     * @param millis how long to wait at most
     * @return empty if none came in time, or if the queue is closed and all were taken
     */
    synchronized List<WaitingEntry> takeAll(long millis) throws InterruptedException {
        await(1, millis);
        return take();
    }

    /**
     * Takes all entries that wait, once as many wait as were unanswered at once before: senders that were told come again, and
     * where each append is dear, however many it holds, it is better not to leave without them.
     *
     * @param millis how long to wait for the first entry at most
     * @param gathering how many milliseconds to wait for the others at most
     * @return empty if none came in time, or if the queue is closed and all were taken
     */
    synchronized List<WaitingEntry> takeCrowd(long millis, long gathering) throws InterruptedException {
        await(1, millis);
        if (!waiting.isEmpty()) {
            await(crowd, gathering);
        }
        return take();
    }

    private void await(int entries, long millis) throws InterruptedException {
        wanted = entries;
        long deadline = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (waiting.size() < entries && !closed && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    private List<WaitingEntry> take() {
        List<WaitingEntry> taken = waiting;
        waiting = new ArrayList<>(taken.size());
        crowd = unanswered;
        return taken;
    }

    synchronized void answered(WaitingEntry entry) {
        unanswered--;
        bytes -= entry.line().longest();
    }

    synchronized int unanswered() {
        return unanswered;
    }

    /** Takes no more entries. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed && waiting.isEmpty();
    }
}
