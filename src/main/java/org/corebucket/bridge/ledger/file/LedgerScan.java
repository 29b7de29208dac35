package org.corebucket.bridge.ledger.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.ledger.DamagedLedgerException;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.StoredEntry;
import org.corebucket.bridge.ledger.file.LineChunks.Chunk;
import org.corebucket.bridge.ledger.line.LineReader;
import org.corebucket.bridge.ledger.line.LineReader.NotAnEntryException;
import org.corebucket.bridge.ledger.line.ReadEntry;
import org.corebucket.bridge.ledger.receipts.SessionIndex;
import org.jspecify.annotations.Nullable;

/**
 * Reads the segments in their order and checks that each entry is whole and follows the one before. Chunks of lines are
 * parsed and hashed on all cores; only looking at the links, which need the order, is left to the calling thread.
 */
final class LedgerScan implements Closeable {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final ExecutorService parsers = Executors.newFixedThreadPool(CORES, task -> {
        Thread thread = new Thread(task, "ledger-scan");
        thread.setDaemon(true);
        return thread;
    });

    private final Head checkpoint;
    private final Consumer<StoredEntry> each;
    private long size;
    private @Nullable Sha256 last;

    /**
     * A scan that has read nothing yet.
     *
     * @param checkpoint the last one that was signed: the ledger must have had this head
     */
    LedgerScan(Head checkpoint, Consumer<StoredEntry> each) {
        this.checkpoint = checkpoint;
        this.each = each;
    }

    /**
     * What was read of a segment.
     *
     * @param length of its whole entries in bytes; what follows in the live segment is a torn tail
     * @param lines how many there are
     */
    record Scanned(SessionIndex index, long length, long lines) {}

    /** The lines of a chunk up to the first that is not an entry. */
    private static final class Parsed {
        private final List<ReadEntry> entries = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private final List<Long> keys = new ArrayList<>();
        private long end;
        private boolean whole;
    }

    /** Where the ledger ends, as far as it was read. */
    Head head() {
        return last == null ? Head.EMPTY : new Head(size, last.hex());
    }

    /**
     * Reads a segment.
     *
     * @param live whether its last line may be torn
     */
    Scanned read(Path file, boolean live) throws IOException, DamagedLedgerException {
        SessionIndex index = new SessionIndex();
        long before = size;
        try (LineChunks chunks = new LineChunks(file)) {
            Queue<Future<Parsed>> window = new ArrayDeque<>();
            Parsed parsed = new Parsed();
            parsed.whole = true;
            submit(chunks, window);
            while (parsed.whole && !window.isEmpty()) {
                parsed = parsed(window.remove());
                submit(chunks, window);
                follow(file, before, parsed, index);
            }
            long end = parsed.end;
            if (end < chunks.size() && !(live && isLastLine(file, end))) {
                throw new DamagedLedgerException(file, size - before + 1, "this is not a whole entry");
            }
            return new Scanned(index, end, size - before);
        }
    }

    private void submit(LineChunks chunks, Queue<Future<Parsed>> window) throws IOException {
        while (window.size() <= CORES) {
            Chunk chunk = chunks.next();
            if (chunk == null) {
                return;
            }
            window.add(parsers.submit(() -> parse(chunk)));
        }
    }

    private static Parsed parse(Chunk chunk) {
        LineReader reader = new LineReader();
        MessageDigest sha256 = Sha256.newDigest();
        Parsed parsed = new Parsed();
        byte[] bytes = chunk.bytes();
        int from = 0;
        try {
            while (from < chunk.length()) {
                int to = from;
                while (bytes[to] != '\n') {
                    to++;
                }
                ReadEntry entry = reader.read(bytes, from, to);
                parsed.entries.add(entry);
                parsed.offsets.add(chunk.offset() + from);
                parsed.keys.add(SessionIndex.key(entry.module(), entry.sessionId(), sha256));
                from = to + 1;
            }
            parsed.whole = true;
        } catch (NotAnEntryException e) {
            parsed.whole = false;
        }
        parsed.end = chunk.offset() + from;
        return parsed;
    }

    private static Parsed parsed(Future<Parsed> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the ledger was read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a parser failed", e.getCause());
        }
    }

    private void follow(Path file, long before, Parsed parsed, SessionIndex index) throws DamagedLedgerException {
        for (int i = 0; i < parsed.entries.size(); i++) {
            ReadEntry entry = parsed.entries.get(i);
            String problem = problem(entry);
            if (problem != null) {
                throw new DamagedLedgerException(file, size - before + 1, problem);
            }
            size = entry.seq();
            last = entry.hash();
            index.add(parsed.keys.get(i), parsed.offsets.get(i));
            each.accept(entry.stored());
        }
    }

    private @Nullable String problem(ReadEntry entry) {
        if (!entry.hash().equals(entry.content())) {
            return "hash mismatch: the line says " + entry.hash() + ", its content has " + entry.content();
        }
        if (entry.seq() != size + 1) {
            return "missing entry: expected seq " + (size + 1) + ", found " + entry.seq();
        }
        if (!entry.previousHash().equals(last == null ? "" : last.hex())) {
            return "unlinked: the entry before is " + head().hash() + ", this one names " + entry.previousHash();
        }
        if (entry.seq() == checkpoint.size() && !entry.hash().hex().equals(checkpoint.hash())) {
            return "checkpoint does not match: it says that entry " + entry.seq() + " has the hash "
                    + checkpoint.hash();
        }
        return null;
    }

    /** Whether what begins there is the file's last line, with a line feed or without. */
    private static boolean isLastLine(Path file, long from) throws IOException {
        return TornTail.lineFeedFrom(file, from) >= Files.size(file) - 1;
    }

    @Override
    public void close() {
        parsers.shutdownNow();
    }
}
