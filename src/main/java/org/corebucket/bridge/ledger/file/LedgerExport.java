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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.CheckpointLines;
import org.corebucket.bridge.ledger.read.LedgerPosition;
import org.corebucket.bridge.ledger.read.LedgerReading;
import org.corebucket.bridge.ledger.read.LineVisitor;

/** Writes a ledger, wherever it is kept, as the files of one, byte for byte. */
public final class LedgerExport implements LineVisitor {

    private static final int BUFFER = 1 << 20;

    private final LedgerFiles files;
    private final long segmentBytes;
    private SegmentWriter segment;
    private long entries;
    private int closed;

    /** A file that is being written, and how long it is. */
    private static final class SegmentWriter {

        private final FileChannel channel;
        private final OutputStream out;
        private long length;

        SegmentWriter(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        void write(byte[] bytes, int from, int to) throws IOException {
            out.write(bytes, from, to - from);
            out.write('\n');
            length += to - from + 1;
        }

        void close() throws IOException {
            out.flush();
            channel.force(true);
            channel.close();
        }
    }

    private LedgerExport(LedgerFiles files, long segmentBytes) throws IOException {
        this.files = files;
        this.segmentBytes = segmentBytes;
        this.segment = new SegmentWriter(files.live());
    }

    /**
     * Writes a ledger and its checkpoints into a directory, which is made if it is not there.
     *
     * @param segmentBytes a file is closed before it would grow beyond this
     * @return how many lines were written
     * @throws FileAlreadyExistsException if there is anything in the directory
     */
    public static long write(LedgerReading ledger, CheckpointLines checkpoints, Path directory, long segmentBytes)
            throws IOException {
        DurableFiles.makeDirectories(directory);
        requireEmpty(directory);
        LedgerExport export = new LedgerExport(new LedgerFiles(directory), segmentBytes);
        try {
            ledger.forward(LedgerPosition.BEGINNING, export);
        } finally {
            export.segment.close();
        }
        try (InputStream lines = checkpoints.open();
                FileChannel file = FileChannel.open(
                        export.files.checkpoints(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            lines.transferTo(Channels.newOutputStream(file));
            file.force(true);
        }
        DurableFiles.syncDirectory(directory);
        return export.entries;
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
        if (segment.length > 0 && segment.length + to - from + 1 > segmentBytes) {
            segment.close();
            closed++;
            Files.move(files.live(), files.closed(closed));
            segment = new SegmentWriter(files.live());
        }
        segment.write(bytes, from, to);
        entries++;
        return true;
    }

    @Override
    public boolean piece(byte[] bytes, int from, int to, LedgerPosition at) throws IOException {
        throw new IOException("the ledger has a line that is no entry, behind entry " + entries
                + "\nSee what is wrong with it: bridgectl provenance verify");
    }
}
