package org.corebucket.bridge.ledger.read;

import java.io.ByteArrayInputStream;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.FileDisk;
import org.corebucket.bridge.lines.LineFile;
import org.corebucket.bridge.lines.TornTail;

/** The file of a deployment's checkpoints, one a line. */
public final class CheckpointFile {

    /** Where the file lies, relative to the root. */
    public static final String PATH = "logs/checkpoints.jsonl";

    /** How many bytes of the file's end are searched; that is many lines. */
    private static final int TAIL = 64 * 1024;

    private final Path file;
    private final Trust trust;

    private CheckpointFile(Path file, Trust trust) {
        this.file = file;
        this.trust = trust;
    }

    /**
     * The checkpoints of a deployment.
     *
     * @param origin the deployment's id
     * @throws MalformedKeyException if a public key of the bridge is malformed
     */
    public static CheckpointFile of(Deployment deployment, UUID origin) throws IOException, MalformedKeyException {
        return new CheckpointFile(
                deployment.path(PATH), new Trust(origin, KeyRing.ever(deployment, KeyPurpose.BRIDGE)));
    }

    /**
     * What makes a checkpoint sound.
     *
     * @param origin the id of the deployment that it must name
     * @param keys the bridge's public key, and the earlier ones that were rotated out
     */
    record Trust(UUID origin, KeyRing keys) {

        /** Why a checkpoint is not sound; empty if it is. */
        String problem(Checkpoint checkpoint) {
            if (!checkpoint.origin().equals(origin)) {
                return "it is of another deployment, " + checkpoint.origin();
            }
            try {
                checkpoint.verify(keys);
                return "";
            } catch (InvalidSignatureException e) {
                return keys.isEmpty()
                        ? KeyPurpose.BRIDGE.publicHalf() + " is not there to verify it with"
                        : "the bridge's key did not sign it";
            }
        }
    }

    /** Why a checkpoint is not sound; empty if it is. */
    public String problem(Checkpoint checkpoint) {
        return trust.problem(checkpoint);
    }

    /** Reads all checkpoints from the first on. */
    CheckpointReader open() throws IOException {
        return new CheckpointReader(stream(), PATH, trust);
    }

    private InputStream stream() throws IOException {
        if (!isThere()) {
            return InputStream.nullInputStream();
        }
        return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isThere() throws IOException {
        return FileFacts.isThere(file, FileFacts.FileType.REGULAR);
    }

    /** Reads this checkpoint alone. */
    CheckpointReader only(Checkpoint checkpoint) {
        byte[] line = (checkpoint.line() + "\n").getBytes(StandardCharsets.US_ASCII);
        return new CheckpointReader(new ByteArrayInputStream(line), PATH, trust);
    }

    /**
     * The checkpoint on the last line that a crash did not tear; empty if that line is not sound. No older checkpoint
     * serves instead: the bridge would refuse to start, and a verification from an older one would not show why.
     */
    Optional<Checkpoint> newest() throws IOException {
        List<CheckpointLine> lines = isThere() ? lastLines(file) : List.of();
        return lines.isEmpty() ? Optional.empty() : sound(lines.get(0));
    }

    /** The last sound checkpoint near the end of the file; empty if there is none. */
    public Optional<Checkpoint> last() throws IOException {
        for (CheckpointLine line : isThere() ? lastLines(file) : List.<CheckpointLine>of()) {
            Optional<Checkpoint> read = sound(line);
            if (read.isPresent()) {
                return read;
            }
        }
        return Optional.empty();
    }

    /**
     * A whole line of a file of checkpoints.
     *
     * @param text without its line feed; not copied
     * @param end the offset at which the next line begins
     */
    @SuppressWarnings("ArrayRecordComponent") // Parsed at once, and never compared.
    public record CheckpointLine(byte[] text, long end) {}

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

    /**
     * Parses and verifies a line; empty if it is not a sound checkpoint. The verification of the whole ledger reports
     * such lines.
     */
    private Optional<Checkpoint> sound(CheckpointLine line) {
        try {
            Checkpoint read = Checkpoint.parse(line.text(), PATH);
            return trust.problem(read).isEmpty() ? Optional.of(read) : Optional.empty();
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /**
     * Appends a checkpoint durably. A torn line that a crash left is cut off first.
     *
     * @throws IOException if the checkpoint is not on disk
     */
    public void append(Checkpoint checkpoint) throws IOException {
        byte[] line = (checkpoint.line() + "\n").getBytes(StandardCharsets.US_ASCII);
        List<CheckpointLine> lines = isThere() ? lastLines(file) : List.of();
        long end = lines.isEmpty() ? 0 : lines.get(0).end();
        try (LineFile appended = LineFile.openAt(FileDisk.byUmask(), file, end, TornTail.CUT)) {
            appended.append(line, line.length);
        }
    }
}
