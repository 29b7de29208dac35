package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.LineBuffer;
import org.corebucket.bridge.ledger.store.LedgerOptions;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.TornTail;

/**
 * The segments as the writer sees them: the live one grows, and a rename closes it. Closing takes several steps. After
 * a failure or a crash between two of them, the next append or the next opening goes on where it stopped.
 */
final class LiveSegments implements Closeable {

    private final Disk disk;
    private final LedgerFiles files;
    private final long mostBytes;
    private final Checkpoints checkpoints;
    private final Receipts receipts;
    private LineFile live;
    private int nextNumber;
    private boolean renamed;

    /**
     * Goes on behind the segments that exist.
     *
     * @param nextNumber the number that the live segment gets when it is closed
     */
    LiveSegments(
            Disk disk,
            LedgerFiles files,
            LedgerOptions options,
            Checkpoints checkpoints,
            Receipts receipts,
            LineFile live,
            int nextNumber) {
        this.disk = disk;
        this.files = files;
        this.mostBytes = options.segmentBytes();
        this.checkpoints = checkpoints;
        this.receipts = receipts;
        this.live = live;
        this.nextNumber = nextNumber;
    }

    /** The length of the live segment in bytes. */
    long length() {
        return live.length();
    }

    /**
     * How many bytes fit into the segment that takes this line: the live one, or the next one if the live one must be
     * closed.
     *
     * @param line the line's length in bytes
     */
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

    /**
     * Closes the live segment and begins the next.
     *
     * @param head the ledger's head, for the checkpoint at the close
     */
    void roll(Head head) throws IOException {
        if (!renamed) {
            checkpoints.write(head);
            disk.rename(files.live(), files.closed(nextNumber));
            renamed = true;
        }
        disk.syncDirectory(files.directory());
        LineFile next = LineFile.openDurable(disk, files.live(), 0, TornTail.CUT);
        boolean begun = false;
        try {
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
