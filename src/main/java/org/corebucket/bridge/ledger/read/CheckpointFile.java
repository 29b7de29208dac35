package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.TornTail;

/** The file of a deployment's checkpoints, one a line. */
public final class CheckpointFile implements CheckpointLines {

    /** How many bytes of the file's end are searched; that is many lines. */
    private static final int TAIL = 64 * 1024;

    private final Path file;

    private CheckpointFile(Path file) {
        this.file = file;
    }

    /** That of a deployment whose ledger is in files. */
    static CheckpointFile of(Deployment deployment) {
        return new CheckpointFile(deployment.path(LedgerFiles.CHECKPOINTS));
    }

    @Override
    public String name() {
        return LedgerFiles.CHECKPOINTS;
    }

    @Override
    public InputStream open() throws IOException {
        if (!isThere()) {
            return InputStream.nullInputStream();
        }
        return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isThere() throws IOException {
        return FileFacts.isThere(file, FileFacts.FileType.REGULAR);
    }

    @Override
    public List<CheckpointLine> newest() throws IOException {
        return isThere() ? lastLines(file) : List.of();
    }

    /** The lines near the end of a file, the last one first, without a torn line that a crash left. */
    public static List<CheckpointLine> lastLines(Path file) throws IOException {
        List<CheckpointLine> lines = new ArrayList<>();
        try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            addLines(in, lines);
        }
        return lines;
    }

    private static void addLines(FileChannel in, List<CheckpointLine> lines) throws IOException {
        BackwardLines backward = BackwardLines.before(in::read, in.size(), TAIL);
        long end = backward.offset();
        while ((lines.isEmpty() || in.size() - end < TAIL) && backward.previous()) {
            byte[] text = backward.line();
            if (!lines.isEmpty() || !Checkpoint.isTorn(text)) {
                lines.add(new CheckpointLine(text, end));
            }
            end = backward.offset();
        }
    }

    /** A torn line that a crash left is cut off first. */
    @Override
    public void append(Checkpoint checkpoint) throws IOException {
        byte[] line = (checkpoint.line() + "\n").getBytes(StandardCharsets.US_ASCII);
        List<CheckpointLine> lines = newest();
        long end = lines.isEmpty() ? 0 : lines.get(0).end();
        try (LineFile appended = LineFile.openAt(FileDisk.byUmask(), file, end, TornTail.CUT)) {
            appended.append(line, line.length);
        }
    }
}
