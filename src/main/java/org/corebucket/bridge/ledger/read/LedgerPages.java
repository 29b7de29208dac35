package org.corebucket.bridge.ledger.read;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.SegmentLines.PageLines;

/**
 * Reads the ledger page by page, from any place, while another thread or process writes it. It takes the same memory however
 * long the ledger is, and believes nothing of what the lines say. A page ends where its segment does, so it may be shorter
 * than what was asked for. Reads the disk: not for threads that others wait for.
 */
public final class LedgerPages {

    /** The most lines of a page. */
    public static final int MOST_LINES = 200;

    private final LedgerFiles files;

    /** Pages of the ledger in these files. */
    public LedgerPages(LedgerFiles files) {
        this.files = files;
    }

    /** What is done with the segments that are there. */
    private interface PageReading {
        LedgerPage read(SortedMap<Integer, Path> segments) throws IOException;
    }

    /** The last lines of all. */
    public LedgerPage newest(int most) throws IOException {
        return reading(segments -> {
            int last = segments.lastKey();
            return before(segments, new PagePlace(last, Long.MAX_VALUE), most);
        });
    }

    /** The last lines that end at a place. */
    public LedgerPage before(PagePlace place, int most) throws IOException {
        return reading(segments -> before(segments, place, most));
    }

    /** The first lines that begin at a place. */
    public LedgerPage after(PagePlace place, int most) throws IOException {
        return reading(segments -> after(segments, place, most));
    }

    /** The lines from an entry's on, or from the next that is there; found by what the lines state. */
    public LedgerPage from(long seq, int most) throws IOException {
        return reading(segments -> after(segments, find(segments, seq), most));
    }

    /** While the live segment is being closed a number may mean another file than it did a moment ago. */
    private LedgerPage reading(PageReading reading) throws IOException {
        SortedMap<Integer, Path> before = segments();
        while (!before.isEmpty()) {
            LedgerPage page = reading.read(before);
            SortedMap<Integer, Path> now = segments();
            if (now.equals(before)) {
                return page;
            }
            before = now;
        }
        PagePlace begin = new PagePlace(1, 0);
        return new LedgerPage(List.of(), Optional.empty(), begin, begin, true);
    }

    private SortedMap<Integer, Path> segments() throws IOException {
        SortedMap<Integer, Path> segments = new TreeMap<>(files.closedSegments());
        if (Files.exists(files.live(), LinkOption.NOFOLLOW_LINKS)) {
            segments.put(segments.isEmpty() ? 1 : segments.lastKey() + 1, files.live());
        }
        return segments;
    }

    private static LedgerPage before(SortedMap<Integer, Path> segments, PagePlace place, int most) throws IOException {
        for (int number = Math.min(place.segment(), segments.lastKey()); number >= segments.firstKey(); number--) {
            Path file = segments.get(number);
            if (file != null) {
                long offset = number == place.segment() ? place.offset() : Long.MAX_VALUE;
                try (SegmentLines segment = new SegmentLines(file)) {
                    PageLines lines = segment.before(Math.min(offset, segment.end()), most);
                    if (!lines.lines().isEmpty()) {
                        return page(segments, number, segment, lines);
                    }
                }
            }
        }
        return after(segments, new PagePlace(segments.firstKey(), 0), 0);
    }

    private static LedgerPage after(SortedMap<Integer, Path> segments, PagePlace place, int most) throws IOException {
        int number = Math.min(Math.max(place.segment(), segments.firstKey()), segments.lastKey());
        long offset = number == place.segment() ? place.offset() : 0;
        while (number < segments.lastKey() && (!segments.containsKey(number) || isEnd(segments, number, offset))) {
            number++;
            offset = 0;
        }
        try (SegmentLines segment = open(segments, number)) {
            long begin = Math.min(offset, segment.end());
            PageLines lines = most == 0 ? new PageLines(List.of(), begin, begin) : segment.after(begin, most);
            return page(segments, number, segment, lines);
        }
    }

    private static boolean isEnd(SortedMap<Integer, Path> segments, int number, long offset) throws IOException {
        try (SegmentLines segment = open(segments, number)) {
            return offset >= segment.end();
        }
    }

    private static SegmentLines open(SortedMap<Integer, Path> segments, int number) throws IOException {
        Path file = segments.get(number);
        if (file == null) {
            throw new FileNotFoundException("the ledger has no segment " + number);
        }
        return new SegmentLines(file);
    }

    private static LedgerPage page(SortedMap<Integer, Path> segments, int number, SegmentLines segment, PageLines lines)
            throws IOException {
        Optional<String> lead = lead(segments, number, segment, lines.begin());
        boolean last = number == segments.lastKey() && lines.end() >= segment.end();
        return new LedgerPage(
                lines.lines(), lead, new PagePlace(number, lines.begin()), new PagePlace(number, lines.end()), last);
    }

    private static Optional<String> lead(
            SortedMap<Integer, Path> segments, int number, SegmentLines segment, long begin) throws IOException {
        if (begin > 0) {
            return last(segment.before(begin, 1));
        }
        SortedMap<Integer, Path> earlier = segments.headMap(number);
        if (earlier.isEmpty()) {
            return Optional.empty();
        }
        try (SegmentLines previous = open(earlier, earlier.lastKey())) {
            return last(previous.before(previous.end(), 1));
        }
    }

    private static Optional<String> last(PageLines lines) {
        int count = lines.lines().size();
        return count == 0 ? Optional.empty() : Optional.of(lines.lines().get(count - 1));
    }

    private static PagePlace find(SortedMap<Integer, Path> segments, long seq) throws IOException {
        SortedMap<Integer, Path> left = segments;
        while (true) {
            int number = left.lastKey();
            SortedMap<Integer, Path> earlier = left.headMap(number);
            try (SegmentLines segment = open(left, number)) {
                long first = segment.first();
                if (earlier.isEmpty() || (first >= 0 && first <= seq)) {
                    return new PagePlace(number, segment.find(seq));
                }
            }
            left = earlier;
        }
    }
}
