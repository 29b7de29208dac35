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
        if (waiting.size() == 1) {
            notifyAll();
        }
        return true;
    }

    /**
     * Takes all entries that wait. If there is none, this waits for one.
     *
     * @param millis how long to wait at most
     * @return empty if none came in time, or if the queue is closed and all were taken
     */
    synchronized List<WaitingEntry> takeAll(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (waiting.isEmpty() && !closed && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        List<WaitingEntry> taken = waiting;
        waiting = new ArrayList<>(taken.size());
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
