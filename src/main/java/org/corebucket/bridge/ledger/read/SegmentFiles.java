package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.lines.BackwardLines;
import org.jspecify.annotations.Nullable;

/**
 * The files of one ledger in the order of their entries. The last file is opened at once, because a bridge may rename
 * it and begin a new one at any time; so this stays the ledger that was listed.
 */
public final class SegmentFiles implements LedgerReading {

    private final List<SegmentFile> segments;
    private final @Nullable FileChannel last;
    private final @Nullable Head mark;

    /** The live segment; where it would be, if there is none. */
    private final SegmentFile next;

    private SegmentFiles(
            List<SegmentFile> segments, SegmentFile next, @Nullable FileChannel last, @Nullable Head mark) {
        this.segments = List.copyOf(segments);
        this.next = next;
        this.last = last;
        this.mark = mark;
    }

    /**
     * One segment.
     *
     * @param number from 1
     * @param path where the file lies
     * @param name how reports name the file
     * @param closed whether the segment is complete, so that nothing is appended to it any more
     */
    private record SegmentFile(int number, Path path, String name, boolean closed) {}

    /** The whole ledger of a deployment; reports name its files relative to the root. */
    public static SegmentFiles of(Deployment deployment) throws IOException {
        LedgerFiles files = LedgerFiles.of(deployment);
        return of(files, files.directory().getFileName() + "/");
    }

    /** A whole ledger: its closed segments, then the live one. */
    public static SegmentFiles of(LedgerFiles files) throws IOException {
        return of(files, files.directory() + "/");
    }

    private static SegmentFiles of(LedgerFiles files, String prefix) throws IOException {
        while (true) {
            Head mark = DurableMark.read(files.mark()).orElse(null);
            SortedMap<Integer, Path> closed = files.closedSegments();
            FileChannel live = openIfThere(files.live());
            boolean same = false;
            try {
                same = files.closedSegments().equals(closed);
            } finally {
                if (!same) {
                    end(live);
                }
            }
            if (same) {
                int number = closed.isEmpty() ? 1 : closed.lastKey() + 1;
                SegmentFile next = segment(number, files.live(), prefix, false);
                return new SegmentFiles(segments(closed, live == null ? null : next, prefix), next, live, mark);
            }
        }
    }

    private static List<SegmentFile> segments(
            SortedMap<Integer, Path> closed, @Nullable SegmentFile live, String prefix) {
        List<SegmentFile> segments = new ArrayList<>();
        for (Map.Entry<Integer, Path> one : closed.entrySet()) {
            segments.add(segment(one.getKey(), one.getValue(), prefix, true));
        }
        if (live != null) {
            segments.add(live);
        }
        return segments;
    }

    private static SegmentFile segment(int number, Path path, String prefix, boolean closed) {
        return new SegmentFile(number, path, prefix + path.getFileName(), closed);
    }

    /**
     * Takes files as one ledger.
     *
     * @param files the files in their order, at least one
     * @throws NoSuchFileException if the last one does not exist
     */
    public static SegmentFiles of(List<Path> files) throws IOException {
        List<SegmentFile> segments = new ArrayList<>();
        for (Path file : files) {
            segments.add(new SegmentFile(segments.size() + 1, file, file.toString(), false));
        }
        SegmentFile end = segments.get(segments.size() - 1);
        return new SegmentFiles(segments, end, channel(end.path()), null);
    }

    /**
     * Takes a file that a user named as a ledger. A ledger is read more than once, so the bytes of a pipe are copied to
     * a temporary file first, which is deleted by name when this returns but stays open.
     *
     * @throws NoSuchFileException if the file does not exist
     */
    public static SegmentFiles of(InputFile file) throws IOException {
        Path path = file.path();
        if (path != null && Files.isDirectory(path)) {
            SegmentFiles segments = of(new LedgerFiles(path));
            if (segments.count() == 0) {
                segments.close();
                throw new NoSuchFileException(path.toString(), null, "there is no ledger in it");
            }
            return segments;
        }
        if (path != null && file.isRegular()) {
            return named(path.toRealPath(), file.name());
        }
        Path copy = Files.createTempFile("bridgectl-ledger-", ".jsonl");
        try (InputStream in = file.open()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return named(copy, file.name());
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static SegmentFiles named(Path file, String name) throws IOException {
        SegmentFile only = new SegmentFile(1, file, name, false);
        return new SegmentFiles(List.of(only), only, channel(file), null);
    }

    private static @Nullable FileChannel openIfThere(Path file) throws IOException {
        try {
            return channel(file);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Opens a regular file, and nothing else: opening a FIFO would wait until another process opens its other end. */
    private static FileChannel channel(Path file) throws IOException {
        FileFacts facts = FileFacts.of(file);
        if (!facts.isRegular()) {
            throw new FileSystemException(
                    file.toString(), null, "it is " + facts.type().words());
        }
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public LineSource lines(LedgerPosition from) {
        return new BlockReader(this, from);
    }

    @Override
    public void backward(LedgerPosition end, LineVisitor visitor) throws IOException {
        boolean more = true;
        for (int i = segments.size() - 1; i >= 0 && more; i--) {
            if (number(i) <= end.segment()) {
                FileChannel in = open(i);
                try {
                    long to = number(i) == end.segment() ? Math.min(end.offset(), in.size()) : in.size();
                    more = backward(BackwardLines.before(in::read, to, BackwardLines.LONGEST), number(i), visitor);
                } finally {
                    close(in);
                }
            }
        }
    }

    /**
     * Visits the lines of one segment backwards. A line is a piece if no line feed follows it, or it is too long to be
     * whole.
     *
     * @return whether to go on with the segment before
     */
    static boolean backward(BackwardLines lines, int segment, LineVisitor visitor) throws IOException {
        boolean more = true;
        long begun = lines.offset();
        while (more && lines.previous()) {
            LedgerPosition at = new LedgerPosition(segment, lines.offset());
            int length = lines.to() - lines.from();
            boolean whole = length < BackwardLines.LONGEST && lines.offset() + length + 1 == begun;
            begun = lines.offset();
            more = whole
                    ? visitor.visit(lines.bytes(), lines.from(), lines.to(), at)
                    : visitor.piece(lines.bytes(), lines.from(), lines.to(), at);
        }
        return more;
    }

    @Override
    public LedgerPosition find(long seq) throws IOException {
        for (int i = segments.size() - 1; i >= 0; i--) {
            FileChannel in = open(i);
            try {
                EntrySearch search = new EntrySearch(in::read, in.size());
                if (i == 0 || search.mayHold(seq)) {
                    return new LedgerPosition(number(i), search.find(seq));
                }
            } finally {
                close(in);
            }
        }
        return LedgerPosition.BEGINNING;
    }

    @Override
    public Optional<Head> acknowledged() {
        return Optional.ofNullable(mark);
    }

    @Override
    public String name(int segment) {
        return segment(segment).name();
    }

    @Override
    public boolean isClosed(int segment) {
        return segment(segment).closed();
    }

    /** Where a segment lies; for a number behind the last one, where the live segment would lie. */
    public Path path(int segment) {
        return segment(segment).path();
    }

    private SegmentFile segment(int number) {
        int index = firstFrom(number);
        return index < segments.size() ? segments.get(index) : next;
    }

    /** How many files there are. */
    int count() {
        return segments.size();
    }

    /** The number of the file at an index, from 0. */
    int number(int index) {
        return segments.get(index).number();
    }

    /** The index of the first file whose number is not below this one; the count of files if there is none. */
    int firstFrom(int number) {
        int index = 0;
        while (index < segments.size() && segments.get(index).number() < number) {
            index++;
        }
        return index;
    }

    /** Opens a file for reading; the caller closes it with {@link #close(FileChannel)}. */
    FileChannel open(int index) throws IOException {
        return index == segments.size() - 1 && last != null
                ? last
                : channel(segments.get(index).path());
    }

    /** Closes what {@link #open} gave; the last file stays open for the next reader. */
    void close(FileChannel channel) throws IOException {
        if (channel != last) {
            channel.close();
        }
    }

    @Override
    public long bytes() throws IOException {
        long sum = last == null ? 0 : last.size();
        for (int i = 0; i < segments.size() - (last == null ? 0 : 1); i++) {
            sum += Files.size(segments.get(i).path());
        }
        return sum;
    }

    private static void end(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        end(last);
    }
}
