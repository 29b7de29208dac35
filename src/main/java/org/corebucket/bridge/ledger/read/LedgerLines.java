package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The whole lines of a ledger, read in either direction in constant memory; nothing is verified. */
public final class LedgerLines {

    private static final int CHUNK = 64 * 1024;

    private final SegmentFiles segments;

    /** The lines of some segments. */
    public LedgerLines(SegmentFiles segments) {
        this.segments = segments;
    }

    /** Looks at a line. */
    public interface LineVisitor {

        /**
         * Looks at a line.
         *
         * @param bytes with a line feed at {@code to}; they change afterwards
         * @param at where the line begins
         * @return whether to go on
         */
        boolean visit(byte[] bytes, int from, int to, LedgerPosition at) throws IOException;
    }

    /** Visits the lines from a place to the end. */
    public void forward(LedgerPosition start, LineVisitor visitor) throws IOException {
        try (BlockReader reader = new BlockReader(segments, start)) {
            Block block = new Block();
            while (reader.fill(block)) {
                int from = 0;
                for (int to = 0; to < block.length; to++) {
                    if (block.bytes[to] == '\n') {
                        if (!visitor.visit(block.bytes, from, to, start)) {
                            return;
                        }
                        from = to + 1;
                    }
                }
            }
        }
    }

    /**
     * Visits the lines from the last to the first, without a torn one.
     *
     * @param most after how many bytes it is enough
     */
    public void backward(long most, LineVisitor visitor) throws IOException {
        long left = most;
        for (int segment = segments.count() - 1; segment >= 0 && left > 0; segment--) {
            FileChannel in = segments.open(segment, 0);
            try {
                left = backward(in, segment, left, visitor);
            } finally {
                segments.close(in);
            }
        }
    }

    /** Gives how many bytes are left to read; none if the visitor has seen enough. */
    private static long backward(FileChannel in, int segment, long most, LineVisitor visitor) throws IOException {
        long end = in.size();
        long left = most;
        int size = CHUNK;
        while (end > 0 && left > 0) {
            long begin = Math.max(0, end - size);
            byte[] bytes = read(in, begin, (int) (end - begin));
            int first = begin == 0 ? 0 : after(bytes, 0);
            int to = lastLineFeed(bytes, bytes.length);
            while (to >= first) {
                int from = lastLineFeed(bytes, to) + 1;
                if (!visitor.visit(bytes, from, to, new LedgerPosition(segment, begin + from))) {
                    return 0;
                }
                to = from - 1;
            }
            // What stands before the first whole line is read again with what is before it; a long line needs more.
            size = first >= bytes.length ? 2 * size : CHUNK;
            left -= first >= bytes.length ? 0 : bytes.length - first;
            end = first >= bytes.length ? end : begin + first;
        }
        return left;
    }

    private static byte[] read(FileChannel in, long begin, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = in.read(bytes, begin + bytes.position());
        }
        return bytes.array();
    }

    /** The offset behind the first line feed; the length if there is none, or none but the last byte. */
    private static int after(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(bytes.length, at + 1);
    }

    /** The offset of the last line feed before another; -1 if there is none. */
    private static int lastLineFeed(byte[] bytes, int before) {
        int at = before - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }
}
