package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.BackwardLines.ByteSource;

/**
 * Reads the lines of one file forwards from any offset, in blocks of whole lines. All forward reading of ledgers goes
 * through it. It holds at most one block in memory, and at most {@link BackwardLines#LONGEST} bytes of a line.
 */
public final class LineBlocks {

    /** How long to wait for the rest of a line that a bridge may have begun to write. */
    private static final long WRITE_NANOS = 20_000_000;

    private static final int FIRST_LINE = 64 << 10;
    private static final byte[] NOTHING = new byte[0];

    private final ByteSource in;
    private final boolean growing;
    private long offset;

    /** What was read behind the last whole line. */
    private byte[] rest = NOTHING;

    /** Whether the last block has a piece of a line that is longer than any entry. */
    private boolean inOverlongLine;

    /**
     * Begins at an offset of a file.
     *
     * @param offset where a line begins
     * @param growing whether a bridge may be writing at the file's end, so that a torn last line is read twice
     */
    LineBlocks(ByteSource in, long offset, boolean growing) {
        this.in = in;
        this.offset = offset;
        this.growing = growing;
    }

    /**
     * The line that begins at an offset, with its line feed; empty if it is not whole or is longer than any entry.
     *
     * @param expected how long the line probably is, in bytes
     */
    public static byte[] lineAt(RandomAccessFile file, long offset, int expected) throws IOException {
        LineBlock block = new LineBlock(expected);
        ByteSource in = (into, position) -> {
            file.seek(position);
            return file.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        };
        new LineBlocks(in, offset, false).fill(block);
        int line = block.length == 0 ? 0 : block.firstLine().length + 1;
        return Arrays.copyOf(block.bytes, line);
    }

    /** The first line of a file without its line feed, even if it is torn; empty if there is none. */
    public static byte[] firstLine(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            LineBlock first = new LineBlock(FIRST_LINE);
            new LineBlocks(in::read, 0, false).fill(first);
            return first.firstLine();
        }
    }

    /**
     * Fills a block with the next lines; at the end of the file the block is empty. Of a line that is longer than any entry it gives
     * a piece, and goes on behind that line the next time.
     */
    void fill(LineBlock block) throws IOException {
        if (inOverlongLine) {
            inOverlongLine = false;
            skipLine(block.bytes);
        }
        int filled = takeRest(block);
        block.offset = offset - filled;
        boolean waited = !growing;
        while (true) {
            int read = in.read(ByteBuffer.wrap(block.bytes, filled, block.bytes.length - filled), offset);
            filled += Math.max(0, read);
            offset += Math.max(0, read);
            int whole = wholeLines(block.bytes, filled);
            boolean full = filled == block.bytes.length;
            if (whole > 0 && (full || (read < 0 && whole < filled))) {
                end(block, whole, Behind.MORE);
                rest = Arrays.copyOfRange(block.bytes, whole, filled);
                return;
            } else if (read < 0 && whole < filled && !waited) {
                LockSupport.parkNanos(WRITE_NANOS);
                waited = true;
            } else if (read < 0) {
                end(block, whole, whole < filled ? Behind.TORN : Behind.END);
                block.torn = filled - whole;
                return;
            } else if (filled >= BackwardLines.LONGEST) {
                end(block, 0, Behind.OVERLONG);
                inOverlongLine = true;
                block.piece = filled;
                return;
            } else if (full) {
                block.bytes = Arrays.copyOf(block.bytes, Math.min(2 * filled, BackwardLines.LONGEST));
            }
        }
    }

    private int takeRest(LineBlock block) {
        if (rest.length >= block.bytes.length) {
            block.bytes = new byte[Math.min(2 * rest.length, BackwardLines.LONGEST)];
        }
        System.arraycopy(rest, 0, block.bytes, 0, rest.length);
        int taken = rest.length;
        rest = NOTHING;
        return taken;
    }

    private static void end(LineBlock block, int length, Behind behind) {
        block.length = length;
        block.piece = 0;
        block.torn = 0;
        block.behind = behind;
    }

    private void skipLine(byte[] buffer) throws IOException {
        int read = in.read(ByteBuffer.wrap(buffer), offset);
        while (read >= 0) {
            offset += read;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    rest = Arrays.copyOfRange(buffer, i + 1, read);
                    return;
                }
            }
            read = in.read(ByteBuffer.wrap(buffer), offset);
        }
    }

    /** How many of the bytes belong to whole lines. */
    private static int wholeLines(byte[] bytes, int filled) {
        int end = filled;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
