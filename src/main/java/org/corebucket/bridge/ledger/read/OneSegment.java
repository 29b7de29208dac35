package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.BackwardLines.ByteSource;

/**
 * A ledger whose lines are the bytes of one source, which does not grow while it is read. Its first lines may have been moved to
 * an archive; the others stay at their positions.
 */
public final class OneSegment implements LedgerReading {

    private static final int NUMBER = 1;

    private final ByteSource source;
    private final long start;
    private final long size;
    private final String name;
    private final Head acknowledged;
    private final Optional<ArchivedEntries> archived;

    /**
     * A ledger to read.
     *
     * @param source is never asked for what was archived
     * @param end where its last line ends, in bytes
     * @param name as reports call it
     * @param acknowledged where it ends
     */
    public OneSegment(ByteSource source, long end, String name, Head acknowledged, Optional<ArchivedEntries> archived) {
        this.start = archived.map(ArchivedEntries::begins).orElse(0L);
        this.source = (into, position) -> source.read(into, start + position);
        this.size = Math.max(0, end - start);
        this.name = name;
        this.acknowledged = acknowledged;
        this.archived = archived;
    }

    /** How many bytes of what is there lie before a position. */
    private long before(LedgerPosition position) {
        return position.segment() > NUMBER ? size : Math.max(0, Math.min(size, position.offset() - start));
    }

    @Override
    public LineSource lines(LedgerPosition from) {
        return new SourceLines(before(from));
    }

    /** The lines from an offset on. */
    private final class SourceLines implements LineSource {

        private final LineBlocks blocks;
        private boolean ended;

        SourceLines(long offset) {
            this.blocks = new LineBlocks(source, offset, false);
        }

        @Override
        public boolean fill(LineBlock block) throws IOException {
            if (ended) {
                return false;
            }
            blocks.fill(block);
            block.segment = NUMBER;
            block.offset += start;
            ended = block.behind == Behind.END || block.behind == Behind.TORN;
            return true;
        }

        @Override
        public void close() {
            // Every read is by itself.
        }
    }

    @Override
    public void backward(LedgerPosition end, LineVisitor visitor) throws IOException {
        BackwardLines lines = BackwardLines.before(source, before(end), BackwardLines.LONGEST);
        SegmentFiles.backward(lines, NUMBER, start == 0 ? visitor : new Moved(visitor));
    }

    /** Gives lines at their positions in the ledger, not in what is there of it. */
    private final class Moved implements LineVisitor {

        private final LineVisitor visitor;

        Moved(LineVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public boolean visit(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
            return visitor.visit(bytes, from, to, at.plus(start));
        }

        @Override
        public boolean piece(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
            return visitor.piece(bytes, from, to, at.plus(start));
        }
    }

    @Override
    public LedgerPosition find(long seq) throws IOException {
        long found = new EntrySearch(source, size).find(seq);
        return found == 0 ? LedgerPosition.BEGINNING : new LedgerPosition(NUMBER, start + found);
    }

    @Override
    public Optional<Head> acknowledged() {
        return acknowledged.size() == 0 ? Optional.empty() : Optional.of(acknowledged);
    }

    @Override
    public Optional<ArchivedEntries> archived() {
        return archived;
    }

    @Override
    public long bytes() {
        return size;
    }

    @Override
    public String name(int segment) {
        return name;
    }

    @Override
    public boolean isClosed(int segment) {
        return false;
    }

    @Override
    public void close() {
        // Whoever made the source closes it.
    }
}
