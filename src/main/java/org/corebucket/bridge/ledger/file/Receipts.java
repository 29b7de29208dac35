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

/**
 * Finds the receipts of all segments. Memory holds only where the live segment's entries begin; closed segments have
 * index files.
 */
public final class Receipts implements Closeable {

    private final LedgerFiles files;

    /** The newest first, since new entries are asked for most. */
    private volatile List<SegmentReceipts> closed = List.of();

    private volatile @Nullable SegmentReceipts live;

    /** Begins without any segment. */
    public Receipts(LedgerFiles files) {
        this.files = files;
    }

    /** The receipt of a session; empty if no entry has it. */
    public Optional<Receipt> find(String module, String sessionId) throws IOException {
        long key = SessionIndex.key(module, sessionId, Sha256.newDigest());
        // The live segment comes first. When it is closed it joins the closed ones before a new one replaces it, so no
        // entry is missed.
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

    /**
     * Adds the next closed segment.
     *
     * @param lastHash the hash of its last entry
     * @param size its length in bytes
     */
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

    /**
     * Adds the live segment, whose file must exist.
     *
     * @param index where its entries begin
     */
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
     * Takes the live segment as closed, and the new file as the live one.
     *
     * @param number the number of the closed segment
     * @param lastHash the hash of its last entry
     * @param size its length in bytes
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
