package org.corebucket.bridge.client.outbox;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.OpenLines;
import org.corebucket.bridge.text.Digits;
import org.jspecify.annotations.Nullable;

/** The segments of one module, and how far they were sent, as the disk has them now. */
final class ModuleQueue {

    private static final String SUFFIX = ".jsonl";
    private static final int DIGITS = 12;

    /** How often a file is read that another process is changing. */
    private static final int READINGS = 5;

    private final Disk disk;
    private final String module;
    private final Path directory;

    ModuleQueue(Disk disk, Path waiting, String module) {
        this.disk = disk;
        this.module = module;
        this.directory = waiting.resolve(ModuleName.file(module));
    }

    /**
     * The updates that wait.
     *
     * @param head the position of the next line to be sent
     * @param segments the numbers that name the segments from there on; earlier ones have been sent
     * @param lastBytes the size of the last segment; 0 if there is none
     * @param bytes the size of all lines that wait
     * @param next the number that the next line will get
     * @param stored the number behind the last line that is there; it is below {@code next} if acknowledged lines are missing
     */
    record Stock(SentPosition head, List<Long> segments, long lastBytes, long bytes, long next, long stored) {

        /** How many updates wait, including missing ones. */
        long waiting() {
            return Math.max(0, next - head.number());
        }
    }

    /**
     * A gap: updates that were acknowledged and not sent, but are not there.
     *
     * @param first the number of the first missing update
     * @param behind the number behind the last missing update
     */
    record QueueGap(long first, long behind) {

        long size() {
            return behind - first;
        }

        /** What happened, for people. */
        String reason() {
            return (size() == 1 ? "update " + first + " is" : "updates " + first + " to " + (behind - 1) + " are")
                    + " missing, which the outbox had acknowledged: a segment was cut, renamed or taken away";
        }
    }

    /** The gaps in what waits, in order. */
    List<QueueGap> gaps(Stock stock) throws IOException {
        List<QueueGap> gaps = new ArrayList<>();
        long expected = stock.head().number();
        for (long segment : stock.segments()) {
            if (segment > expected) {
                gaps.add(new QueueGap(expected, segment));
            }
            boolean isLast = segment == stock.segments().get(stock.segments().size() - 1);
            expected = Math.max(expected, isLast ? stock.stored() : next(segment));
        }
        if (stock.next() > expected) {
            gaps.add(new QueueGap(expected, stock.next()));
        }
        return gaps;
    }

    /** The number behind the last update that was acknowledged; 0 if that is not known. */
    long acknowledged() throws IOException {
        try (Disk.DiskFile handle = disk.openToRead(acknowledgedFile())) {
            byte[] text = new byte[AcknowledgedMark.BYTES];
            boolean isWhole = handle.readAll(text, 0, text.length, 0) == text.length;
            return isWhole ? AcknowledgedMark.read(text).next() : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Notes that all updates of lower numbers are durable. */
    void acknowledge(long next) throws IOException {
        try (Disk.DiskFile handle = disk.openOrMake(acknowledgedFile())) {
            handle.writeAll(new AcknowledgedMark(next).text(), AcknowledgedMark.BYTES, 0);
        }
    }

    private Path acknowledgedFile() {
        return directory.resolve("acknowledged");
    }

    /** The queues of all modules below a directory; none if it is not there. */
    static List<ModuleQueue> all(Disk disk, Path waiting) throws IOException {
        List<ModuleQueue> queues = new ArrayList<>();
        for (String name : ModuleName.files(waiting, "")) {
            queues.add(new ModuleQueue(disk, waiting, name));
        }
        return queues;
    }

    String module() {
        return module;
    }

    Path directory() {
        return directory;
    }

    Path segment(long first) {
        String digits = Long.toString(first);
        return directory.resolve("0".repeat(Math.max(0, DIGITS - digits.length())) + digits + SUFFIX);
    }

    /** The path of a segment relative to the outbox, for records and messages. */
    String nameOf(long first) {
        return "waiting/" + directory.getFileName() + "/" + segment(first).getFileName();
    }

    Path position() {
        return directory.resolve("position");
    }

    /** The numbers that name all segments, in order. */
    List<Long> segments() throws IOException {
        List<Long> segments = new ArrayList<>();
        for (String name : TreeFiles.names(directory, "*" + SUFFIX)) {
            long first = first(name);
            if (first > 0) {
                segments.add(first);
            }
        }
        return segments;
    }

    /** The numbers that name the segments from one on. */
    List<Long> segmentsFrom(long first) throws IOException {
        List<Long> segments = segments();
        segments.removeIf(segment -> segment < first);
        return segments;
    }

    private static long first(String name) {
        String digits = name.substring(0, name.length() - SUFFIX.length());
        boolean isNumber = digits.length() == DIGITS && Digits.isNumber(digits, DIGITS);
        return isNumber ? Long.parseLong(digits) : 0;
    }

    /** What waits now. It may be out of date at once, unless the caller holds the lock of changes. */
    Stock stock() throws IOException {
        for (int reading = 1; true; reading++) {
            try {
                return readStock();
            } catch (NoSuchFileException e) {
                // A drain may have deleted a segment in between.
                if (reading == READINGS) {
                    throw e;
                }
            }
        }
    }

    private Stock readStock() throws IOException {
        List<Long> all = segments();
        SentPosition head = head(all);
        List<Long> segments = new ArrayList<>(all);
        segments.removeIf(segment -> segment < head.segment());
        long bytes = 0;
        long lastBytes = 0;
        for (long segment : segments) {
            lastBytes = FileFacts.of(segment(segment)).size();
            bytes += lastBytes;
        }
        long stored = segments.isEmpty() ? head.number() : next(segments.get(segments.size() - 1));
        long next = Math.max(stored, acknowledged());
        return new Stock(head, List.copyOf(segments), lastBytes, bytes - head.offset(), next, stored);
    }

    private SentPosition head(List<Long> segments) throws IOException {
        SentPosition saved = savedPosition(segments);
        if (segments.contains(saved.segment())) {
            if (holds(saved)) {
                return saved;
            }
            // A segment that was cut short before the position has no lines left that were not sent.
            boolean isCut = FileFacts.of(segment(saved.segment())).size() < saved.offset();
            return isCut ? saved.before(saved.number()) : afresh(segments);
        }
        for (long segment : segments) {
            if (segment > saved.segment() && segment <= saved.number()) {
                return saved.before(segment);
            }
        }
        return saved.before(
                saved.number()); // if the next segment begins behind that number, the lines between are missing
    }

    private SentPosition savedPosition(List<Long> segments) throws IOException {
        for (int reading = 0; reading < READINGS; reading++) {
            try (Disk.DiskFile handle = disk.openToRead(position())) {
                byte[] text = new byte[SentPosition.BYTES];
                SentPosition saved =
                        handle.readAll(text, 0, text.length, 0) == text.length ? SentPosition.read(text) : null;
                if (saved != null) {
                    return saved;
                }
            } catch (NoSuchFileException e) {
                return segments.isEmpty() ? SentPosition.atStart() : SentPosition.at(segments.get(0));
            }
        }
        return afresh(segments);
    }

    /** The position before all lines, with all of them possibly attempted, for when the recorded position is lost. */
    private SentPosition afresh(List<Long> segments) throws IOException {
        return segments.isEmpty()
                ? SentPosition.atStart()
                : SentPosition.at(segments.get(0)).withHorizon(next(segments.get(segments.size() - 1)));
    }

    /** Whether a line can begin at a position. */
    private boolean holds(SentPosition saved) throws IOException {
        try (Disk.DiskFile handle = disk.openToRead(segment(saved.segment()))) {
            byte[] before = {'\n'};
            boolean isInside = saved.offset() <= handle.size();
            int read = saved.offset() == 0 ? 1 : handle.readAll(before, 0, 1, saved.offset() - 1);
            return isInside && read == 1 && before[0] == '\n';
        }
    }

    private long next(long segment) throws IOException {
        try (OpenLines lines = UpdateLine.file(disk.openToRead(segment(segment)))) {
            return numberAfter(lines, segment, lines.end());
        }
    }

    /** The number of the line that begins at an offset: one more than that of the line that ends there. */
    static long numberAfter(OpenLines lines, long segment, long end) throws IOException {
        if (end == 0) {
            return segment;
        }
        long last = UpdateLine.number(lines.before(end, UpdateLine.NUMBER_BYTES));
        return last >= segment ? last + 1 : segment + lines.count(end);
    }

    /** The first line that waits; null if there is none, or if a drain is just removing it. */
    byte @Nullable [] firstLine(Stock stock) throws IOException {
        if (stock.waiting() == 0) {
            return null;
        }
        Path file = segment(stock.head().segment());
        try (OpenLines lines = UpdateLine.file(disk.openToRead(file))) {
            long end = lines.end();
            return end > stock.head().offset() ? lines.line(stock.head().offset(), end) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
