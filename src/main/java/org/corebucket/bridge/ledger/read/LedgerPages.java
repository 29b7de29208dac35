package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.ledger.Head;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger page by page, from any position, while another thread or process writes it, in constant memory. It
 * verifies nothing of what the lines say. A page has at most {@value #MOST_BYTES} bytes, unless its first line alone is
 * longer; of a line that is longer than any entry a page has a piece. Every method reads the disk, so a thread that
 * must not block may not call them.
 */
public final class LedgerPages {

    /** The most lines of a page. */
    public static final int MOST_LINES = 200;

    private static final int MOST_BYTES = 2 << 20;

    /** The size of a page of usual entries, in bytes. */
    private static final int EXPECTED = 64 << 10;

    private final LedgerOpener ledger;

    /** Opens a ledger to read it. */
    public interface LedgerOpener {

        /** The ledger as it is now; the caller closes it. */
        LedgerReading open() throws IOException;
    }

    /** Pages of a ledger. */
    public LedgerPages(LedgerOpener ledger) {
        this.ledger = ledger;
    }

    /** The last lines of the ledger. */
    public LedgerPage newest(int most) throws IOException {
        return before(LedgerPosition.END, most);
    }

    /** The last lines that end at a position or before it. */
    public LedgerPage before(LedgerPosition place, int most) throws IOException {
        try (LedgerReading reading = ledger.open()) {
            PageLines lines = new PageLines(most);
            reading.backward(place, lines);
            Collections.reverse(lines.lines);
            LedgerPosition end = lines.begin == null ? LedgerPosition.BEGINNING : lines.begin.plus(lines.firstLength);
            return page(reading, lines.lines, lines.reached(LedgerPosition.BEGINNING), end);
        }
    }

    /** The first lines that begin at a position or behind it. */
    public LedgerPage after(LedgerPosition place, int most) throws IOException {
        try (LedgerReading reading = ledger.open()) {
            return after(reading, place, most);
        }
    }

    /**
     * The lines from an entry on, or from the next one that exists. It is found by the numbers that the lines state.
     */
    public LedgerPage from(long seq, int most) throws IOException {
        try (LedgerReading reading = ledger.open()) {
            return after(reading, reading.find(seq), most);
        }
    }

    private static LedgerPage after(LedgerReading reading, LedgerPosition place, int most) throws IOException {
        PageLines lines = new PageLines(most);
        reading.forward(place, EXPECTED, lines);
        if (lines.begin == null) {
            LedgerPosition end = reading.end();
            LedgerPosition at = end.isBefore(place) ? end : place;
            return page(reading, lines.lines, at, at);
        }
        return page(reading, lines.lines, lines.begin, lines.reached(place).plus(lines.lastLength));
    }

    private static LedgerPage page(LedgerReading reading, List<String> lines, LedgerPosition begin, LedgerPosition end)
            throws IOException {
        PageLines lead = new PageLines(1);
        reading.backward(begin, lead);
        return new LedgerPage(
                lines,
                lead.lines.isEmpty() ? Optional.empty() : Optional.of(lead.lines.get(0)),
                begin,
                end,
                reading.archived().map(ArchivedEntries::head).orElse(Head.EMPTY),
                !end.isBefore(reading.end()));
    }

    /** Gathers lines until there are enough, each byte of them as one character. */
    private static final class PageLines implements LineVisitor {

        private final int most;
        private final List<String> lines = new ArrayList<>();
        private long bytes;

        /** Where the line that was visited first begins; below it, the line that was visited last. */
        private @Nullable LedgerPosition begin;

        private @Nullable LedgerPosition latest;

        /** The lengths of these two lines with their line feeds. */
        private int firstLength;

        private int lastLength;

        PageLines(int most) {
            this.most = most;
        }

        LedgerPosition reached(LedgerPosition otherwise) {
            return latest == null ? otherwise : latest;
        }

        @Override
        public boolean visit(byte[] from, int begins, int ends, LedgerPosition at) {
            return add(from, begins, ends, at, ends - begins + 1);
        }

        @Override
        public boolean piece(byte[] from, int begins, int ends, LedgerPosition at) {
            add(from, begins, ends, at, ends - begins);
            return false;
        }

        private boolean add(byte[] from, int begins, int ends, LedgerPosition at, int length) {
            if (!lines.isEmpty() && bytes + length > MOST_BYTES) {
                return false;
            }
            lines.add(new String(from, begins, ends - begins, StandardCharsets.ISO_8859_1));
            bytes += length;
            firstLength = begin == null ? length : firstLength;
            begin = begin == null ? at : begin;
            latest = at;
            lastLength = length;
            return lines.size() < most;
        }
    }
}
