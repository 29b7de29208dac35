package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Reads a ledger from its beginning, or from an entry on, in blocks of whole lines. */
final class BlockReader implements Closeable {

    /** How much is read at once. */
    static final int BLOCK = 1 << 20;

    /** The longest line that can be an entry: a request has at most 1 MiB, and escapes are counted in that. */
    private static final int LONGEST_LINE = 8 << 20;

    /** What a bridge has begun to write is there by then. */
    private static final long WRITE_NANOS = 20_000_000;

    private static final byte[] NOTHING = new byte[0];

    private final SegmentFiles segments;
    private int segment;
    private long offset;
    private @Nullable FileChannel channel;

    /** What was read behind the last whole line. */
    private byte[] rest = NOTHING;

    BlockReader(SegmentFiles segments, LedgerPosition from) {
        this.segments = segments;
        this.segment = from.segment();
        this.offset = from.offset();
    }

    /** Fills a block; false if there are no more. At the end of every segment there is one, even if it is empty. */
    boolean fill(Block block) throws IOException {
        if (segment >= segments.count()) {
            return false;
        }
        FileChannel in = channel == null ? segments.open(segment, offset) : channel;
        channel = in;
        block.segment = segment;
        int filled = takeRest(block);
        boolean waited = false;
        while (true) {
            int read = in.read(ByteBuffer.wrap(block.bytes, filled, block.bytes.length - filled));
            filled += Math.max(0, read);
            int whole = wholeLines(block.bytes, filled);
            if (read < 0 && whole < filled && !waited && segment == segments.count() - 1) {
                LockSupport.parkNanos(WRITE_NANOS);
                waited = true;
            } else if (read < 0) {
                end(block, whole, whole < filled ? Block.Behind.TORN : Block.Behind.END);
                nextSegment(in);
                return true;
            } else if (filled == block.bytes.length && whole > 0) {
                end(block, whole, Block.Behind.MORE);
                rest = Arrays.copyOfRange(block.bytes, whole, filled);
                return true;
            } else if (filled >= LONGEST_LINE) {
                end(block, 0, Block.Behind.OVERLONG);
                skipLine(in, block.bytes);
                return true;
            } else if (filled == block.bytes.length) {
                block.bytes = Arrays.copyOf(block.bytes, 2 * filled);
            }
        }
    }

    private int takeRest(Block block) {
        if (rest.length >= block.bytes.length) {
            block.bytes = new byte[2 * rest.length];
        }
        System.arraycopy(rest, 0, block.bytes, 0, rest.length);
        int taken = rest.length;
        rest = NOTHING;
        return taken;
    }

    private static void end(Block block, int length, Block.Behind behind) {
        block.length = length;
        block.behind = behind;
    }

    private void nextSegment(FileChannel in) throws IOException {
        segments.close(in);
        channel = null;
        segment++;
        offset = 0;
    }

    private void skipLine(FileChannel in, byte[] buffer) throws IOException {
        int read = in.read(ByteBuffer.wrap(buffer));
        while (read >= 0) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    rest = Arrays.copyOfRange(buffer, i + 1, read);
                    return;
                }
            }
            read = in.read(ByteBuffer.wrap(buffer));
        }
    }

    /** How many of the bytes are whole lines. */
    private static int wholeLines(byte[] bytes, int filled) {
        int end = filled;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            segments.close(channel);
        }
    }
}
