package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.digest.FileFacts;

/**
 * Whole lines of one segment, read forwards or backwards, at most {@link #MOST_BYTES} at a time. What has no line feed for
 * longer than that is given in pieces; what follows the last line feed is still being written, and is not given.
 */
final class SegmentLines implements Closeable {

    /** What is held in memory at most; no entry of a sound ledger is as long. */
    static final int MOST_BYTES = 2 << 20;

    private static final int FIRST_READ = 64 << 10;
    private static final String SEQ = "\"seq\": ";
    private static final int LONGEST_NUMBER = 18;
    private static final int UNREADABLE = -1;

    private final FileChannel channel;

    /** Lines, and where they begin and end. */
    record PageLines(List<String> lines, long begin, long end) {}

    SegmentLines(Path file) throws IOException {
        FileFacts facts = FileFacts.of(file); // opening a FIFO would wait for whoever opens its other end
        if (!facts.isRegular()) {
            throw new FileSystemException(
                    file.toString(), null, "it is " + facts.type().words());
        }
        channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Where the last whole line ends. */
    long end() throws IOException {
        long size = channel.size();
        long begin = Math.max(0, size - MOST_BYTES);
        for (long to = size; to > begin; to -= FIRST_READ) {
            long from = Math.max(begin, to - FIRST_READ);
            int feed = lastFeed(read(from, (int) (to - from)));
            if (feed >= 0) {
                return from + feed + 1;
            }
        }
        return begin == 0 ? 0 : size;
    }

    /** The last lines that end at a place; none at the begin. */
    PageLines before(long end, int most) throws IOException {
        long size = FIRST_READ;
        while (true) {
            long begin = Math.max(0, end - size);
            byte[] bytes = read(begin, (int) (end - begin));
            int from = startOfLast(most, bytes);
            if (from < 0 && size >= MOST_BYTES) {
                from = begin == 0 ? 0 : firstFeed(bytes, bytes.length - 1) + 1;
            }
            if (from >= 0 || begin == 0) {
                return lines(bytes, Math.max(0, from), bytes.length, begin);
            }
            size *= 2;
        }
    }

    /** The first lines that begin at a place; none at the end. */
    PageLines after(long begin, int most) throws IOException {
        int size = FIRST_READ;
        while (true) {
            byte[] bytes = read(begin, size);
            boolean all = bytes.length < size;
            int to = endOfFirst(most, bytes);
            if (to < 0 && (all || size >= MOST_BYTES)) {
                int feed = lastFeed(bytes);
                to = feed < 0 && !all ? bytes.length : feed + 1;
            }
            if (to >= 0) {
                return lines(bytes, 0, to, begin);
            }
            size *= 2;
        }
    }

    /**
     * Where the line of an entry begins, or else of the first that comes after it. In a ledger that was tampered with that
     * may be wrong, but it is where some line begins.
     */
    long find(long seq) throws IOException {
        long low = 0;
        long high = end();
        while (high - low > FIRST_READ) {
            long middle = low + (high - low) / 2;
            PageLines next = after(after(middle, 1).end(), 1);
            long found = next.lines().isEmpty() || next.begin() >= high
                    ? UNREADABLE
                    : seq(next.lines().get(0));
            if (found != UNREADABLE && found <= seq) {
                low = next.begin();
            } else {
                high = middle;
            }
        }
        return findFrom(low, high, seq);
    }

    private long findFrom(long low, long high, long seq) throws IOException {
        long at = low;
        while (at <= high) {
            PageLines next = after(at, 1);
            if (next.lines().isEmpty() || seq(next.lines().get(0)) >= seq) {
                return at;
            }
            at = next.end();
        }
        return at;
    }

    /** The number that the first line states; a negative one if it states none. */
    long first() throws IOException {
        List<String> first = after(0, 1).lines();
        return first.isEmpty() ? UNREADABLE : seq(first.get(0));
    }

    /** Quotes within strings are escaped, and the payload comes before: the last one is the entry's own. */
    private static long seq(String line) {
        int from = line.lastIndexOf(SEQ) + SEQ.length();
        int to = from;
        while (to < line.length() && to - from < LONGEST_NUMBER && line.charAt(to) >= '0' && line.charAt(to) <= '9') {
            to++;
        }
        return from < SEQ.length() || to == from ? UNREADABLE : Long.parseLong(line.substring(from, to));
    }

    private byte[] read(long from, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        int got = 0;
        while (buffer.hasRemaining() && got >= 0) {
            got = channel.read(buffer, from + buffer.position());
        }
        return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
    }

    private static int startOfLast(int most, byte[] bytes) {
        int count = 0;
        for (int i = bytes.length - 2; i >= 0; i--) {
            if (bytes[i] == '\n' && ++count == most) {
                return i + 1;
            }
        }
        return -1;
    }

    private static int endOfFirst(int most, byte[] bytes) {
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' && ++count == most) {
                return i + 1;
            }
        }
        return -1;
    }

    private static int firstFeed(byte[] bytes, int before) {
        for (int i = 0; i < before; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int lastFeed(byte[] bytes) {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] != '\n') {
            i--;
        }
        return i;
    }

    private static PageLines lines(byte[] bytes, int from, int to, long begin) {
        List<String> lines = new ArrayList<>();
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || i == to - 1) {
                int end = bytes[i] == '\n' ? i : to;
                lines.add(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        return new PageLines(lines, begin + from, begin + to);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
