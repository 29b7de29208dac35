package org.corebucket.bridge.ledger.place;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.tree.LogTrust;
import org.corebucket.bridge.ledger.tree.LogVerification;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.MalformedNoteException;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.UnsoundCheckpointException;
import org.corebucket.bridge.transparency.VerifierKey;

/** What a log signed of a ledger that lies in a directory by itself, as an export has it. */
public final class ExportedLog {

    private static final String KEYS = "log.vkeys";
    private static final int MODE = 0644;

    private final Path directory;
    private final LogCheckpointFiles checkpoints;
    private final String origin;

    private ExportedLog(Path directory, LogCheckpointFiles checkpoints, String origin) {
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.origin = origin;
    }

    /**
     * Writes checkpoints beside an exported ledger, byte for byte, and what verifies them. One that is no checkpoint is left out.
     *
     * @param sizes which ones; the ledger was read after these were there
     * @param keys the log's
     * @param ledger the directory of the exported ledger
     * @return how many were written
     */
    public static int write(LogCheckpoints from, List<Long> sizes, List<VerifierKey> keys, Path ledger)
            throws IOException {
        Path log = new LedgerFiles(ledger).log();
        LogCheckpointFiles into = LogCheckpointFiles.alone(log);
        int written = 0;
        for (long size : sizes) {
            try {
                Optional<SignedNote> note = from.of(size);
                if (note.isPresent()) {
                    into.copy(note.get());
                    written++;
                }
            } catch (UnsoundCheckpointException e) {
                // It is none wherever it lies, as whoever verifies the log here is told.
            }
        }
        if (written > 0 && !keys.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            keys.forEach(key -> lines.append(key.vkey()).append('\n'));
            new DurableFiles(log.resolve(".staging"))
                    .write(log.resolve(KEYS), lines.toString().getBytes(StandardCharsets.UTF_8), MODE);
        }
        return written;
    }

    /**
     * What lies beside a ledger.
     *
     * @param ledger the directory of the ledger
     * @return empty if no checkpoint of a log does
     */
    public static Optional<ExportedLog> beside(Path ledger) throws IOException {
        Path directory = new LedgerFiles(ledger).log();
        LogCheckpointFiles checkpoints = LogCheckpointFiles.alone(directory);
        List<Long> sizes = checkpoints.sizes();
        if (sizes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ExportedLog(directory, checkpoints, origin(checkpoints, sizes)));
    }

    /** The name of the log in the last one that is a checkpoint; empty if none is. */
    private static String origin(LogCheckpoints checkpoints, List<Long> sizes) throws IOException {
        for (int i = sizes.size() - 1; i >= 0; i--) {
            try {
                Optional<SignedNote> note = checkpoints.of(sizes.get(i));
                if (note.isPresent()) {
                    return LogCheckpoints.head(note.get()).origin();
                }
            } catch (UnsoundCheckpointException e) {
                // The verification tells that.
            }
        }
        return "";
    }

    /** The log's name, as its checkpoints say. */
    public String origin() {
        return origin;
    }

    /** Where the keys lie that came with the checkpoints. */
    public Path keys() {
        return directory.resolve(KEYS);
    }

    /**
     * What came with the checkpoints. Whoever made them could have made these keys as well.
     *
     * @throws MendableException if what lies there is no keys
     */
    public LogTrust trust() throws IOException, MendableException {
        try {
            List<VerifierKey> there = VerifierKey.lines(Files.readAllBytes(keys()));
            return new LogTrust(
                    origin,
                    there.stream().filter(key -> key.name().equals(origin)).toList(),
                    Optional.empty());
        } catch (NoSuchFileException e) {
            return new LogTrust(origin, List.of(), Optional.empty());
        } catch (MalformedNoteException e) {
            throw e.in(keys().toString());
        }
    }

    /** Makes ready to hold the ledger against the log. The ledger is to be opened afterwards. */
    public LogVerification verification(LogTrust trust) throws IOException {
        return new LogVerification(checkpoints, trust, Optional.empty(), directory);
    }
}
