package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.Receipt;
import org.jspecify.annotations.Nullable;

/** The receipts of all segments: in memory there is only where the live one's entries begin. */
public final class Receipts implements Closeable {

    private final LedgerFiles files;

    /** The newest first: that is what is asked for. */
    private volatile List<SegmentReceipts> closed = List.of();

    private volatile @Nullable SegmentReceipts live;

    /** None yet. */
    public Receipts(LedgerFiles files) {
        this.files = files;
    }

    /** The receipt of a session; empty if no entry has it. */
    public Optional<Receipt> find(String module, String sessionId) throws IOException {
        long key = SessionIndex.key(module, sessionId, Sha256.newDigest());
        // The live one first: once it is closed it is among the others before a new one takes its place.
        SegmentReceipts newest = live;
        Optional<Receipt> found = newest == null ? Optional.empty() : newest.find(key, module, sessionId);
        for (SegmentReceipts segment : closed) {
            if (found.isPresent()) {
                return found;
            }
            found = segment.find(key, module, sessionId);
        }
        return found;
    }

    /** Adds the next closed segment. */
    public void addClosed(int number, SessionIndex index, Sha256 lastHash, long size) throws IOException {
        SegmentReceipts segment = new SegmentReceipts(files.closed(number), index);
        segment.close(files.index(number), lastHash, size);
        addClosed(segment);
    }

    private void addClosed(SegmentReceipts segment) {
        List<SegmentReceipts> more = new ArrayList<>(closed.size() + 1);
        more.add(segment);
        more.addAll(closed);
        closed = List.copyOf(more);
    }

    /** Begins with the live segment, whose file is there, and what is known of its entries. */
    public void begin(SessionIndex index) throws IOException {
        live = new SegmentReceipts(files.live(), index);
    }

    /**
     * Adds an entry to the live segment.
     *
     * @param key as {@link SessionIndex#key} gives it
     * @param offset where its line begins
     */
    public void add(long key, long offset) {
        SegmentReceipts segment = live;
        if (segment != null) {
            segment.add(key, offset);
        }
    }

    /**
     * The live segment was closed, and there is a new one.
     *
     * @param number of the one that was closed
     */
    public void roll(int number, Sha256 lastHash, long size) throws IOException {
        SegmentReceipts before = live;
        SegmentReceipts next = new SegmentReceipts(files.live(), new SessionIndex());
        if (before != null) {
            before.close(files.index(number), lastHash, size);
            addClosed(before);
        }
        live = next;
    }

    @Override
    public void close() throws IOException {
        SegmentReceipts newest = live;
        if (newest != null) {
            newest.close();
        }
        for (SegmentReceipts segment : closed) {
            segment.close();
        }
    }
}
