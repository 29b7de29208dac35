package org.corebucket.bridge.transparency;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.corebucket.bridge.deployment.DurableFiles;

/** Checkpoints in a directory, one file for each, named by its size. Whoever has the ledger's lock may add to them. */
public final class LogCheckpointFiles implements LogCheckpoints {

    /** Where a deployment keeps them, relative to the root. */
    public static final String PATH = "logs/log/checkpoints";

    private static final int MODE = 0644;
    private static final Pattern NAME = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final Path directory;
    private final Optional<String> origin;

    /** The directory as reports name it. */
    private final String shown;

    private LogCheckpointFiles(Path directory, Optional<String> origin, String shown) {
        this.directory = directory;
        this.origin = origin;
        this.shown = shown;
    }

    /** Those in a directory, of whichever log they are; it is made with the first one. */
    public LogCheckpointFiles(Path directory) {
        this(directory, Optional.empty(), PATH);
    }

    /** Those of a log whose tree's files are in that directory. */
    public static LogCheckpointFiles of(Path log) {
        return new LogCheckpointFiles(log.resolve("checkpoints"));
    }

    /**
     * The same, but none as long as the last one there is of a log with another name: that one has ended, and its files are to be
     * set aside before one of this log is added.
     */
    public static LogCheckpointFiles of(Path log, String origin) {
        return new LogCheckpointFiles(log.resolve("checkpoints"), Optional.of(origin), PATH);
    }

    /** Those beside a ledger that is in no deployment. */
    public static LogCheckpointFiles alone(Path log) {
        Path directory = log.resolve("checkpoints");
        return new LogCheckpointFiles(directory, Optional.empty(), directory.toString());
    }

    /** The name of the log that the last one there is of, if that has another name than this one. */
    public Optional<String> ended() throws IOException {
        List<Long> sizes = origin.isEmpty() ? List.of() : there();
        return sizes.isEmpty() ? Optional.empty() : ended(sizes.get(sizes.size() - 1));
    }

    private Optional<String> ended(long last) throws IOException {
        try {
            Optional<SignedNote> note = of(last);
            Optional<String> found = note.isPresent()
                    ? Optional.of(LogCheckpoints.head(note.get()).origin())
                    : Optional.empty();
            return found.equals(origin) ? Optional.empty() : found;
        } catch (UnsoundCheckpointException e) {
            // Whoever reads it finds that out.
            return Optional.empty();
        }
    }

    @Override
    public Optional<SignedNote> last() throws IOException {
        List<Long> sizes = sizes();
        return sizes.isEmpty() ? Optional.empty() : of(sizes.get(sizes.size() - 1));
    }

    @Override
    public List<Long> sizes() throws IOException {
        return ended().isPresent() ? List.of() : there();
    }

    private List<Long> there() throws IOException {
        List<Long> sizes = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    if (NAME.matcher(name).matches()) {
                        sizes.add(Long.parseLong(name));
                    }
                }
            }
        }
        Collections.sort(sizes);
        return sizes;
    }

    @Override
    public Optional<SignedNote> of(long size) throws IOException {
        Path file = file(size);
        try {
            SignedNote note = SignedNote.parse(Files.readAllBytes(file));
            if (TreeHead.parse(note.text()).size() != size) {
                throw new MalformedNoteException("it is of another size than its name says");
            }
            return Optional.of(note);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedNoteException e) {
            throw new UnsoundCheckpointException(
                    file + " is no checkpoint: " + e.getMessage()
                            + "\nPut it back from a copy, or see what holds: bridgectl provenance verify",
                    e);
        }
    }

    @Override
    public String name(long size) {
        return shown + "/" + size;
    }

    private Path file(long size) {
        return directory.resolve(Long.toString(size));
    }

    @Override
    public boolean add(Optional<SignedNote> last, SignedNote next) throws IOException {
        long size = size(next);
        Optional<String> ended = ended();
        if (ended.isPresent()) {
            throw new IOException(directory + " has checkpoints of the log " + ended.get() + ", which has ended");
        }
        if (last().map(LogCheckpointFiles::size).orElse(-1L) >= size) {
            return false;
        }
        write(size, next);
        return true;
    }

    /** Takes a checkpoint from another place, with the cosignatures that it has. */
    public void copy(SignedNote note) throws IOException {
        write(size(note), note);
    }

    @Override
    public int thin(long cosigned) throws IOException {
        List<Long> sizes = sizes();
        int dropped = 0;
        for (int i = 1; sizes.size() > MOST_KEPT && i < sizes.size() / 2; i += 2) {
            if (sizes.get(i) != cosigned && Files.deleteIfExists(file(sizes.get(i)))) {
                dropped++;
            }
        }
        return dropped;
    }

    @Override
    public void cosign(long size, NoteSignature cosignature) throws IOException {
        SignedNote note = of(size).orElseThrow(() -> new IOException("there is no checkpoint of size " + size));
        write(size, note.with(cosignature));
    }

    private void write(long size, SignedNote note) throws IOException {
        DurableFiles.makeDirectories(directory);
        new DurableFiles(directory.resolve(".staging")).write(file(size), note.bytes(), MODE);
    }

    private static long size(SignedNote note) {
        try {
            return TreeHead.parse(note.text()).size();
        } catch (MalformedNoteException e) {
            throw new IllegalArgumentException("only a checkpoint is kept here", e);
        }
    }
}
