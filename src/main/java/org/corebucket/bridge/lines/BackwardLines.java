package org.corebucket.bridge.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.corebucket.bridge.digest.FileFacts;

/**
 * Reads lines from the last to the first, in constant memory. The first call of {@link #previous} goes to the last line, the
 * next one to the line before it. A line ends in a line feed; what follows the last line feed is a torn line, and is left out
 * unless it is asked for.
 */
public final class BackwardLines implements Closeable {

    /**
     * The longest line of a ledger or an outbox, in bytes: a bridge takes a body of at most 1 MiB, and escaping may turn one
     * byte of it into six.
     */
    public static final int LONGEST = 8 << 20;

    private static final int FIRST_BLOCK = 4 << 10;
    private static final int LARGEST_BLOCK = 64 << 10;
    private static final byte LINE_FEED = '\n';

    /** The file, or whatever else the bytes are read from. */
    public interface ByteSource {

        /** Reads as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
        int read(ByteBuffer into, long position) throws IOException;
    }

    private final ByteSource source;
    private final long floor;
    private final int longest;
    private final Closeable opened;

    private byte[] window = {};
    private int block = FIRST_BLOCK;

    /** Where in the source the window begins. */
    private long begin;

    /** How many bytes of the window have not been given as lines. */
    private int left;

    private int from;
    private int to;

    /** Whether a torn line is given like any other. It is also set once the torn line has been passed over. */
    private boolean isTornALine;

    private BackwardLines(ByteSource source, long end, long floor, int longest, boolean isTornALine, Closeable opened) {
        this.source = source;
        this.begin = end;
        this.floor = floor;
        this.longest = longest;
        this.isTornALine = isTornALine;
        this.opened = opened;
    }

    /**
     * The whole lines before an offset.
     *
     * @param end where reading begins; the bytes that follow are not read
     * @param longest a line that is longer, in bytes, is given in pieces
     */
    public static BackwardLines before(ByteSource source, long end, int longest) {
        return new BackwardLines(source, end, 0, longest, false, () -> {});
    }

    /**
     * The last lines of a file, with the torn line that a crash may have left behind them. There are none if the file is
     * missing, or is not a regular file.
     *
     * @param most how far back to read, in bytes: a line that begins earlier is not given
     */
    public static BackwardLines ofLog(Path log, int most) throws IOException {
        if (!isRegular(log)) {
            return before((into, position) -> -1, 0, most);
        }
        Disk.DiskFile file = FileDisk.byUmask().openToRead(log);
        long end = file.size();
        return new BackwardLines(file::read, end, Math.max(0, end - most), most, true, file);
    }

    private static boolean isRegular(Path file) throws IOException {
        try {
            return FileFacts.of(file).isRegular();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Goes to the line before.
     *
     * @return whether there is one
     */
    public boolean previous() throws IOException {
        leaveTornLine();
        if (left == 0) {
            readMore(longest);
        }
        boolean isEnded = left > 0 && window[left - 1] == LINE_FEED;
        int end = isEnded ? left - 1 : left;
        int feed = lastFeed(end);
        while (feed < 0 && begin > floor && end < longest) {
            int more = readMore(longest - end);
            end += more;
            feed = lastFeed(more);
        }
        // A line that begins before the floor is not given, since its beginning was not read.
        boolean isLine = left > 0 && (feed >= 0 || begin == 0 || begin > floor);
        from = Math.max(feed + 1, end - longest);
        to = end;
        left = from;
        return isLine;
    }

    /**
     * The offset at which the present line begins. Before the first call of {@link #previous} it is the end of the last whole
     * line.
     */
    public long offset() throws IOException {
        leaveTornLine();
        return begin + left;
    }

    /**
     * The buffer in which the present line stands, from {@link #from} to {@link #to}. The next call of {@link #previous}
     * changes it.
     */
    public byte[] bytes() {
        return window;
    }

    /** The index in {@link #bytes} at which the line begins. */
    public int from() {
        return from;
    }

    /** The index in {@link #bytes} at which the line ends, without its line feed. */
    public int to() {
        return to;
    }

    /** The line without its line feed. */
    public byte[] line() {
        return Arrays.copyOfRange(window, from, to);
    }

    /** The line without its line feed, a character for each byte. */
    public String text() {
        return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void leaveTornLine() throws IOException {
        boolean isLeft = isTornALine;
        isTornALine = true;
        while (!isLeft && left + begin > floor) {
            if (left == 0) {
                readMore(LARGEST_BLOCK);
            }
            left = lastFeed(left) + 1;
            isLeft = left > 0;
        }
    }

    /** Reads more of what stands before the window, and returns by how many bytes the window grew. */
    private int readMore(int most) throws IOException {
        int more = (int) Math.min(begin - floor, Math.min(most, Math.max(block, left)));
        block = Math.min(2 * block, LARGEST_BLOCK);
        byte[] wider = left + more > window.length ? new byte[left + more] : window;
        System.arraycopy(window, 0, wider, more, left);
        window = wider;
        begin -= more;
        left += more;
        ByteBuffer into = ByteBuffer.wrap(window, 0, more);
        int read = 0;
        while (into.hasRemaining() && read >= 0) {
            read = source.read(into, begin + into.position());
        }
        // If somebody shortened the file meanwhile, zeros stand for the missing bytes: no whole line can have them.
        Arrays.fill(window, into.position(), more, (byte) 0);
        return more;
    }

    /** The index of the last line feed before another index, or -1. */
    private int lastFeed(int before) {
        int at = before - 1;
        while (at >= 0 && window[at] != LINE_FEED) {
            at--;
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
