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
import org.corebucket.bridge.ledger.read.LineReader;
import org.corebucket.bridge.ledger.read.LineReader.NotAnEntryException;
import org.corebucket.bridge.ledger.read.ReadEntry;
import org.corebucket.bridge.ledger.read.V5Reader;
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

    private final List<Bound> bounds;
    private final @Nullable Head mark;
    private final Consumer<StoredEntry> each;
    private @Nullable ScannedDamage damage;
    private long size;
    private @Nullable Sha256 last;

    /**
     * Where the ledger must have been.
     *
     * @param head an entry's number and hash
     * @param mismatch what is wrong if that entry has another one
     * @param tooShort what is wrong if there is no such entry
     */
    private record Bound(Head head, String mismatch, String tooShort) {

        static Bound checkpoint(Head head) {
            return new Bound(
                    head,
                    "checkpoint does not match: it says that entry " + head.size() + " has the hash " + head.hash(),
                    "shorter than checkpoint: one was signed for " + head.size() + " entries");
        }

        static Bound mark(Head head) {
            return new Bound(
                    head,
                    "not what was acknowledged: entry " + head.size() + " had the hash " + head.hash(),
                    "shorter than acknowledged: " + head.size() + " entries were");
        }

        static Bound seen(Head head) {
            return new Bound(
                    head,
                    "not what this host has seen: entry " + head.size() + " had the hash " + head.hash(),
                    "shorter than this host has seen: it saw " + head.size() + " entries");
        }
    }

    /**
     * A scan that has read nothing yet.
     *
     * @param checkpoint the last one that was signed: the ledger must have had this head
     * @param mark up to where the ledger is known to be on disk: it must have had this head too, and what is unsound behind
     *     it was never acknowledged; null if that is not known
     */
    LedgerScan(Head checkpoint, @Nullable Head mark, Consumer<StoredEntry> each) {
        this(checkpoint, mark, Head.EMPTY, each);
    }

    /**
     * The same.
     *
     * @param seen what this host has seen of the ledger: it must have had this head as well
     */
    LedgerScan(Head checkpoint, @Nullable Head mark, Head seen, Consumer<StoredEntry> each) {
        this.bounds =
                List.of(Bound.checkpoint(checkpoint), Bound.mark(mark == null ? Head.EMPTY : mark), Bound.seen(seen));
        this.mark = mark;
        this.each = each;
    }

    /**
     * What was read of a segment.
     *
     * @param length of its whole entries in bytes; what follows in the live segment was never acknowledged
     * @param lines how many there are
     */
    record Scanned(SessionIndex index, long length, long lines) {

        /** Of a segment that is not there. */
        static Scanned nothing() {
            return new Scanned(new SessionIndex(), 0, 0);
        }
    }

    /**
     * Where a ledger ceases to be sound.
     *
     * @param file the segment
     * @param line of the first unsound entry, from 1
     * @param offset where that begins
     * @param sound the last sound entry
     * @param problem what is wrong
     */
    record ScannedDamage(Path file, long line, long offset, Head sound, String problem) {}

    /** What was refused; null if nothing was. */
    @Nullable
    ScannedDamage damage() {
        return damage;
    }

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
            String problem = null;
            while (parsed.whole && problem == null && !window.isEmpty()) {
                parsed = parsed(window.remove());
                submit(chunks, window);
                problem = follow(parsed, index);
            }
            long end = parsed.end;
            boolean ended = problem == null && end >= chunks.size();
            if (!ended && !(live && isUnacknowledged(file, end, problem))) {
                throw damaged(file, before, end, problem == null ? "this is not a whole entry" : problem);
            }
            return new Scanned(index, end, size - before);
        }
    }

    /**
     * Whether what begins there, and is unsound, may be cut off: the mark says that it was never acknowledged, or, where
     * there is no mark, that is one line which a crash left torn.
     */
    private boolean isUnacknowledged(Path file, long from, @Nullable String problem) throws IOException {
        if (size == 0 && V5Reader.isLedger(file)) {
            return false;
        }
        return mark == null ? problem == null && isLastLine(file, from) : size >= mark.size();
    }

    private DamagedLedgerException damaged(Path file, long before, long offset, String problem) throws IOException {
        long line = size - before + 1;
        damage = new ScannedDamage(file, line, offset, head(), problem);
        return size == 0 && V5Reader.isLedger(file)
                ? DamagedLedgerException.v5(file)
                : new DamagedLedgerException(file, line, problem);
    }

    /**
     * Refuses a ledger that ends too early.
     *
     * @param live its live segment
     * @param scanned what was read of that
     */
    void requireAll(Path live, Scanned scanned) throws DamagedLedgerException {
        String problem = missing();
        if (problem != null) {
            damage = new ScannedDamage(live, scanned.lines() + 1, scanned.length(), head(), problem);
            throw new DamagedLedgerException(live, scanned.lines() + 1, problem);
        }
    }

    /** Refuses a closed segment without an entry. */
    void requireEntry(Path closed, Scanned scanned) throws DamagedLedgerException {
        if (scanned.lines() == 0) {
            String problem = "missing entry: a closed segment is never empty";
            damage = new ScannedDamage(closed, 1, 0, head(), problem);
            throw new DamagedLedgerException(closed, 1, problem);
        }
    }

    private @Nullable String missing() {
        for (Bound bound : bounds) {
            if (size < bound.head().size()) {
                return bound.tooShort() + ", and there are " + size;
            }
        }
        return null;
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

    /** Follows the entries of a chunk; at the first that is unsound it says what is wrong, and the chunk ends there. */
    private @Nullable String follow(Parsed parsed, SessionIndex index) {
        for (int i = 0; i < parsed.entries.size(); i++) {
            ReadEntry entry = parsed.entries.get(i);
            String problem = problem(entry);
            if (problem != null) {
                parsed.end = parsed.offsets.get(i);
                return problem;
            }
            size = entry.seq();
            last = entry.hash();
            index.add(parsed.keys.get(i), parsed.offsets.get(i));
            each.accept(entry.stored());
        }
        return null;
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
        for (Bound bound : bounds) {
            if (entry.seq() == bound.head().size()
                    && !entry.hash().hex().equals(bound.head().hash())) {
                return bound.mismatch();
            }
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
