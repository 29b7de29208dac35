package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.corebucket.bridge.lines.BackwardLines.ByteSource;

/**
 * Searches one file for an entry by the numbers that the lines state. The numbers only guide the search: nothing is
 * verified.
 */
final class EntrySearch {

    private static final int FIRST_READ = 64 << 10;
    private static final String SEQ = "\"seq\": ";
    private static final int LONGEST_NUMBER = 18;
    private static final int UNREADABLE = -1;

    private final ByteSource in;
    private final long size;

    EntrySearch(ByteSource in, long size) {
        this.in = in;
        this.size = size;
    }

    /** A line, and the number that it states, which is negative if there is none. */
    private record FoundLine(long begin, long end, long seq) {

        boolean isThere() {
            return end > begin;
        }
    }

    /**
     * Whether the first line's number is not above that of an entry, so that the entry is in this file or a later one.
     */
    boolean mayHold(long seq) throws IOException {
        long first = lineAt(0).seq();
        return first >= 0 && first <= seq;
    }

    /** The offset at which an entry begins, or else the first one after it. */
    long find(long seq) throws IOException {
        long low = 0;
        long high = size;
        while (high - low > FIRST_READ) {
            long middle = low + (high - low) / 2;
            FoundLine next = lineAt(lineAt(middle).end());
            if (next.seq() != UNREADABLE && next.begin() < high && next.seq() <= seq) {
                low = next.begin();
            } else {
                high = middle;
            }
        }
        FoundLine line = lineAt(low);
        while (line.isThere() && line.begin() <= high && line.seq() < seq) {
            line = lineAt(line.end());
        }
        return line.begin();
    }

    private FoundLine lineAt(long begin) throws IOException {
        LineBlock block = new LineBlock(FIRST_READ);
        new LineBlocks(in, begin, false).fill(block);
        if (block.behind == Behind.OVERLONG) {
            return new FoundLine(begin, begin + block.piece, UNREADABLE);
        }
        if (block.length == 0) {
            return new FoundLine(begin, begin, UNREADABLE);
        }
        String line = new String(block.firstLine(), StandardCharsets.ISO_8859_1);
        return new FoundLine(begin, begin + line.length() + 1, seq(line));
    }

    /**
     * The number that a line states. Quotes within strings are escaped and the payload stands before the number, so the
     * last {@code "seq": } of the line is the entry's own.
     */
    private static long seq(String line) {
        int from = line.lastIndexOf(SEQ) + SEQ.length();
        int to = from;
        while (to < line.length() && to - from < LONGEST_NUMBER && line.charAt(to) >= '0' && line.charAt(to) <= '9') {
            to++;
        }
        return from < SEQ.length() || to == from ? UNREADABLE : Long.parseLong(line.substring(from, to));
    }
}
