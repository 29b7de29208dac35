package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.Receipt;
import org.corebucket.bridge.ledger.read.LineBlocks;
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.ledger.read.ReadEntry;

/**
 * Finds the receipts of one segment. Each receipt is read from the entry itself, so a collision of keys never gives a
 * wrong one.
 */
final class SegmentReceipts implements Closeable {

    private static final int FIRST_READ = 4096;

    private final Path path;
    private volatile SessionSlots slots;

    /** Not a channel, because the interrupt of one reader's thread would close a channel for all readers. */
    private final RandomAccessFile lines;

    private final LineReader reader = new LineReader();

    /** Begins with a segment that still grows, or that {@link #close(Path, Sha256, long)} will close next. */
    SegmentReceipts(Path path, SessionIndex slots) throws IOException {
        this.path = path;
        this.slots = slots;
        this.lines = new RandomAccessFile(path.toFile(), "r");
    }

    void add(long key, long offset) {
        if (slots instanceof SessionIndex index) {
            index.add(key, offset);
        }
    }

    /**
     * Moves the index of a segment that no longer grows to a file. If the file can't be written, as on a full disk, the
     * index stays in memory until the next start.
     */
    void close(Path indexFile, Sha256 lastHash, long size) {
        if (slots instanceof SessionIndex index) {
            try {
                slots = IndexFile.of(indexFile, index, lastHash, size);
            } catch (IOException e) {
                slots = index;
            }
        }
    }

    Optional<Receipt> find(long key, String module, String sessionId) throws IOException {
        for (int offset : slots.offsets(key)) {
            ReadEntry entry = entryAt(offset);
            if (entry.module().equals(module) && entry.sessionId().equals(sessionId)) {
                return Optional.of(entry.receipt());
            }
        }
        return Optional.empty();
    }

    private synchronized ReadEntry entryAt(long offset) throws IOException {
        byte[] line = LineBlocks.lineAt(lines, offset, FIRST_READ);
        if (line.length == 0) {
            throw noEntry(offset);
        }
        try {
            ReadEntry entry = reader.read(line, 0, line.length - 1);
            if (!entry.hash().equals(entry.content())) {
                throw noEntry(offset);
            }
            return entry;
        } catch (NotAnEntryException e) {
            IOException changed = noEntry(offset);
            changed.initCause(e);
            throw changed;
        }
    }

    private IOException noEntry(long offset) {
        return new FileSystemException(
                path.toString(), null, "it was changed: at byte " + offset + " there is no longer the entry that was");
    }

    @Override
    public void close() throws IOException {
        lines.close();
        if (slots instanceof IndexFile file) {
            file.close();
        }
    }
}
