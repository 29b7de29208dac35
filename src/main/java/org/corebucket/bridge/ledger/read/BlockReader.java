package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a ledger's segments, one segment after the other. */
final class BlockReader implements LineSource {

    private final SegmentFiles segments;
    private int index;
    private long offset;
    private @Nullable FileChannel channel;
    private @Nullable LineBlocks lines;

    /** Begins at a position. */
    BlockReader(SegmentFiles segments, LedgerPosition from) {
        this.segments = segments;
        this.index = segments.firstFrom(from.segment());
        this.offset = index < segments.count() && segments.number(index) == from.segment() ? from.offset() : 0;
    }

    @Override
    public boolean fill(LineBlock block) throws IOException {
        if (index >= segments.count()) {
            return false;
        }
        LineBlocks in = lines == null ? open() : lines;
        in.fill(block);
        block.segment = segments.number(index);
        if (block.behind == Behind.END || block.behind == Behind.TORN) {
            close();
            index++;
            offset = 0;
        }
        return true;
    }

    private LineBlocks open() throws IOException {
        FileChannel opened = segments.open(index);
        channel = opened;
        LineBlocks in = new LineBlocks(opened::read, offset, index == segments.count() - 1);
        lines = in;
        return in;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            segments.close(channel);
        }
        channel = null;
        lines = null;
    }
}
