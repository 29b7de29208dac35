package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.LineBuffer;
import org.corebucket.bridge.ledger.store.LedgerOptions;

/**
 * The segments as the writer sees them: the live one grows and is closed by a rename. Closing takes several steps; after
 * a failure or a crash between any two of them the next append, or the next opening, goes on where it stopped.
 */
final class LiveSegments implements Closeable {

    private final LedgerStore store;
    private final LedgerFiles files;
    private final long mostBytes;
    private final Checkpoints checkpoints;
    private final Receipts receipts;
    private AppendedFile live;
    private int nextNumber;
    private boolean renamed;

    /**
     * Segments that go on after what is there.
     *
     * @param nextNumber of the live segment, once it is closed
     */
    LiveSegments(
            LedgerStore store,
            LedgerFiles files,
            LedgerOptions options,
            Checkpoints checkpoints,
            Receipts receipts,
            AppendedFile live,
            int nextNumber) {
        this.store = store;
        this.files = files;
        this.mostBytes = options.segmentBytes();
        this.checkpoints = checkpoints;
        this.receipts = receipts;
        this.live = live;
        this.nextNumber = nextNumber;
    }

    /** How long the live segment is. */
    long length() {
        return live.length();
    }

    /** How many bytes still fit into the segment that takes a line: the live one, or else the next. */
    long roomFor(long line) {
        return mustRoll(line) ? mostBytes : mostBytes - live.length();
    }

    boolean mustRoll(long line) {
        return renamed || (live.length() > 0 && live.length() + line > mostBytes);
    }

    /** Appends lines durably, or not at all. */
    void append(LineBuffer lines) throws IOException {
        live.append(lines.bytes(), lines.length());
    }

    /** Closes the live segment and begins another. */
    void roll(Head head) throws IOException {
        if (!renamed) {
            checkpoints.write(head);
            store.rename(files.live(), files.closed(nextNumber));
            renamed = true;
        }
        Path directory = files.directory();
        store.syncDirectory(directory);
        AppendedFile next = AppendedFile.open(store, files.live(), 0);
        boolean begun = false;
        try {
            store.syncDirectory(directory);
            receipts.roll(nextNumber, Sha256.parse(head.hash()), live.length());
            begun = true;
        } finally {
            if (!begun) {
                next.close();
            }
        }
        live.close();
        live = next;
        nextNumber++;
        renamed = false;
    }

    @Override
    public void close() throws IOException {
        live.close();
    }
}
