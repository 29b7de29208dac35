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
 * Lines from the last to the first, in constant memory. It begins before the last line: {@link #previous} goes to it, and so on.
 * A line ends in a line feed; what follows the last line feed is a torn line, and is left out unless it is asked for.
 */
public final class BackwardLines implements Closeable {

    /**
     * The longest line of a ledger or an outbox, in bytes: a bridge takes a body of at most 1 MiB, and a byte of it may have
     * become six.
     */
    public static final int LONGEST = 8 << 20;

    private static final int FIRST_BLOCK = 4 << 10;
    private static final int LARGEST_BLOCK = 64 << 10;
    private static final byte LINE_FEED = '\n';

    /** Where bytes are read. */
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

    /** Whether a torn line counts, or was left out by now. */
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
     * @param end what follows it is not read
     * @param longest a line that is longer, in bytes, is given in pieces
     */
    public static BackwardLines before(ByteSource source, long end, int longest) {
        return new BackwardLines(source, end, 0, longest, false, () -> {});
    }

    /**
     * The last lines of a file, and what a crash left of one behind them; none if there is no such file, or it is no regular
     * one.
     *
     * @param most lines that begin within so many bytes before the end are given
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
        // Of a line that begins before the floor the beginning is not known.
        boolean isLine = left > 0 && (feed >= 0 || begin == 0 || begin > floor);
        from = Math.max(feed + 1, end - longest);
        to = end;
        left = from;
        return isLine;
    }

    /** Where the line begins in the source; before the first of them, where the last whole line ends. */
    public long offset() throws IOException {
        leaveTornLine();
        return begin + left;
    }

    /** The bytes that the line is among, from {@link #from} to {@link #to}, where its line feed is; {@link #previous} changes them. */
    public byte[] bytes() {
        return window;
    }

    /** Where the line begins among {@link #bytes}. */
    public int from() {
        return from;
    }

    /** Where the line ends among {@link #bytes}, without its line feed. */
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

    /** Reads what stands before the window; says how many bytes that were. */
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
        // What was cut off meanwhile belongs to no whole line.
        Arrays.fill(window, into.position(), more, (byte) 0);
        return more;
    }

    /** Where the last line feed before an index is; -1 if there is none. */
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
