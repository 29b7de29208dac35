package org.corebucket.bridge.ledger.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.ledger.Head;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.ArchivedEntries;
import org.corebucket.bridge.ledger.read.ChainReport;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.CheckpointLines;
import org.corebucket.bridge.ledger.read.EntryScanner;
import org.corebucket.bridge.ledger.read.HexDigest;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineVisitor;
import org.corebucket.bridge.ledger.read.SegmentFiles;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.text.FileNames;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Writes a ledger, wherever it is kept, as the files of one, byte for byte. An export is a whole ledger. An archive is the first part
 * of one, in closed segments alone; more of the ledger can be added to it, and an export goes on behind it.
 */
public final class LedgerExport implements LineVisitor {

    private static final int BUFFER = 1 << 20;

    /** A segment of an archive until all of it is on disk. */
    private static final String PART = "provenance_chain.part";

    private final LedgerFiles files;
    private final Path written;
    private final long segmentBytes;
    private @Nullable SegmentWriter segment;
    private long entries;
    private int closed;

    /** A file that is being written, and how long it is. */
    private static final class SegmentWriter {

        private final Path file;
        private final FileChannel channel;
        private final OutputStream out;
        private long length;

        SegmentWriter(Path file) throws IOException {
            this.file = file;
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        void write(byte[] bytes, int from, int to) throws IOException {
            try {
                out.write(bytes, from, to - from);
                out.write('\n');
            } catch (IOException e) {
                throw IoTrouble.located(file.toString(), e);
            }
            length += to - from + 1;
        }

        void close() throws IOException {
            try (channel) {
                out.flush();
                channel.force(true);
            } catch (IOException e) {
                throw IoTrouble.located(file.toString(), e);
            }
        }
    }

    private LedgerExport(LedgerFiles files, Path written, long segmentBytes) throws IOException {
        this.files = files;
        this.written = written;
        this.segmentBytes = segmentBytes;
        this.closed =
                files.closedSegments().isEmpty() ? 0 : files.closedSegments().lastKey();
    }

    /**
     * Writes a ledger and its checkpoints into a directory, which is made if it is not there.
     *
     * @param directory is empty; if entries of the ledger were archived, it holds a copy of the archive
     * @param segmentBytes a file is closed before it would grow beyond this
     * @return how many lines were written
     * @throws FileAlreadyExistsException if there is anything else in the directory
     * @throws MendableException if the archived entries are not there
     */
    public static long write(LedgerReading ledger, CheckpointLines checkpoints, Path directory, long segmentBytes)
            throws IOException, MendableException {
        DurableFiles.makeDirectories(directory);
        Head there = ledger.archived().isEmpty() ? Head.EMPTY : archived(directory);
        if (ledger.archived().isEmpty()) {
            requireEmpty(directory);
        }
        requireFollows(ledger, there, directory);
        LedgerFiles files = new LedgerFiles(directory);
        LedgerExport export = new LedgerExport(files, files.live(), segmentBytes);
        export.segment = new SegmentWriter(files.live());
        export.write(ledger, there);
        writeCheckpoints(checkpoints, directory);
        return export.entries;
    }

    /**
     * Writes what an archive has not yet of a ledger.
     *
     * @param directory is empty, or an archive of this ledger
     * @throws MendableException if it is something else
     */
    public static void archive(LedgerReading ledger, Path directory, long segmentBytes)
            throws IOException, MendableException {
        DurableFiles.makeDirectories(directory);
        Head there = archived(directory);
        requireFollows(ledger, there, directory);
        LedgerExport export = new LedgerExport(new LedgerFiles(directory), directory.resolve(PART), segmentBytes);
        export.write(ledger, there);
        export.closeSegment();
        DurableFiles.syncDirectory(directory);
    }

    /** Writes the checkpoints beside the segments, in place of those that are there. */
    public static void writeCheckpoints(CheckpointLines checkpoints, Path directory) throws IOException {
        Path file = new LedgerFiles(directory).checkpoints();
        Path part = directory.resolve(PART);
        try (InputStream lines = checkpoints.open();
                FileChannel out = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            lines.transferTo(Channels.newOutputStream(out));
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncDirectory(directory);
    }

    /** The last entry of the archive in a directory, which is verified. */
    private static Head archived(Path directory) throws IOException, MendableException {
        LedgerFiles files = new LedgerFiles(directory);
        if (files.closedSegments().isEmpty()) {
            Files.deleteIfExists(directory.resolve(PART));
            requireEmpty(directory);
            return Head.EMPTY;
        }
        if (Files.exists(files.live(), LinkOption.NOFOLLOW_LINKS)) {
            throw MendableException.notAllowed(shown(directory) + " has a whole ledger, and no archive: "
                    + shown(files.live())
                    + "\nName the directory of the archive, or a copy of it.");
        }
        try (SegmentFiles segments = SegmentFiles.of(files)) {
            ChainReport report = ChainVerifier.of(TreeHasher.onePerProcessor(), HashProgress.NONE)
                    .verify(segments);
            if (!report.holds()) {
                throw new IOException("the archive does not hold: "
                        + report.flaws().get(0).message() + "\nPut it back from a copy; nothing was added to it.");
            }
            return new Head(report.entries(), report.head());
        }
    }

    private static void requireFollows(LedgerReading ledger, Head there, Path directory)
            throws IOException, MendableException {
        Head archived = ledger.archived().map(ArchivedEntries::head).orElse(Head.EMPTY);
        if (there.size() < archived.size()) {
            throw MendableException.notAllowed(
                    "entries 1 to " + archived.size() + " were archived, and " + shown(directory)
                            + " has " + (there.size() == 0 ? "none" : "1 to " + there.size()) + " of them"
                            + "\nName the directory of the archive, or a copy of it.");
        }
        String hash = there.size() == archived.size() ? archived.hash() : hash(ledger, there.size());
        if (!hash.equals(there.hash())) {
            throw MendableException.notAllowed(
                    "the archive in " + shown(directory) + " is not of this ledger: its entry "
                            + there.size() + " has the hash " + there.hash() + ", and in the ledger it has "
                            + (hash.isEmpty() ? "none" : hash) + "\nName another directory.");
        }
    }

    /** A path on one line, whatever its name has. */
    private static String shown(Path path) {
        return OneLine.of(FileNames.of(path));
    }

    private static String hash(LedgerReading ledger, long seq) throws IOException {
        String[] hash = {""};
        EntryScanner entry = new EntryScanner();
        ledger.forward(ledger.find(seq), (bytes, from, to, at) -> {
            if (entry.scan(bytes, from, to) && entry.seq() == seq) {
                hash[0] = HexDigest.of(entry.stated(), 0);
            }
            return false;
        });
        return hash[0];
    }

    private void write(LedgerReading ledger, Head there) throws IOException {
        Head archived = ledger.archived().map(ArchivedEntries::head).orElse(Head.EMPTY);
        boolean whole = false;
        try {
            ledger.forward(
                    there.size() == archived.size() ? LedgerPosition.BEGINNING : ledger.find(there.size() + 1), this);
            whole = true;
        } finally {
            if (segment != null && (!whole || written.equals(files.live()))) {
                segment.close();
            }
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            if (found.iterator().hasNext()) {
                throw new FileAlreadyExistsException(directory.toString());
            }
        }
    }

    @Override
    public boolean visit(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        SegmentWriter open = segment;
        if (open != null && open.length > 0 && open.length + to - from + 1 > segmentBytes) {
            closeSegment();
            open = null;
        }
        if (open == null) {
            open = new SegmentWriter(written);
            segment = open;
        }
        open.write(bytes, from, to);
        entries++;
        return true;
    }

    private void closeSegment() throws IOException {
        SegmentWriter open = segment;
        segment = null;
        if (open != null) {
            open.close();
            closed++;
            Files.move(written, files.closed(closed));
        }
    }

    @Override
    public boolean piece(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        throw LineVisitor.overlong(at);
    }
}
