package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.BackwardLines.ByteSource;

/** A ledger whose lines are the bytes of one source, which does not grow while it is read. */
public final class OneSegment implements LedgerReading {

    private static final int NUMBER = 1;

    private final ByteSource source;
    private final long size;
    private final String name;
    private final Head acknowledged;

    /**
     * A ledger to read.
     *
     * @param size how many bytes it has
     * @param name as reports call it
     * @param acknowledged where it ends
     */
    public OneSegment(ByteSource source, long size, String name, Head acknowledged) {
        this.source = source;
        this.size = size;
        this.name = name;
        this.acknowledged = acknowledged;
    }

    @Override
    public LineSource lines(LedgerPosition from) {
        return new SourceLines(from.segment() > NUMBER ? size : from.offset());
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
        long to = end.segment() > NUMBER ? size : Math.min(size, end.offset());
        SegmentFiles.backward(BackwardLines.before(source, to, BackwardLines.LONGEST), NUMBER, visitor);
    }

    @Override
    public LedgerPosition find(long seq) throws IOException {
        return new LedgerPosition(NUMBER, new EntrySearch(source, size).find(seq));
    }

    @Override
    public Optional<Head> acknowledged() {
        return acknowledged.size() == 0 ? Optional.empty() : Optional.of(acknowledged);
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
