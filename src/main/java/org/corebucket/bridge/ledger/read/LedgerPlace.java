package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.ledger.read.EntryScanner.EntryPart;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;

/** Where a deployment keeps its ledger, for those who read it. */
public interface LedgerPlace extends Closeable {

    /** The ledger as it is now; whoever asked closes it. */
    LedgerReading read() throws IOException;

    /**
     * The numbers of the entries that have a session's id, in their order. It is its module's own, so several modules may have one
     * alike. Where nothing leads from a session to its entry, the whole ledger is read.
     *
     * @param module whose session it is; empty if of any
     */
    List<Long> ofSession(String session, Optional<String> module) throws IOException;

    /** Its checkpoints. */
    CheckpointLines checkpoints();

    /**
     * What the log's keys signed of it.
     *
     * @param origin the log's name
     */
    LogCheckpoints logCheckpoints(String origin);

    /** Its files; empty if it is kept elsewhere. */
    Optional<LedgerFiles> files();

    /** Where it is kept, in words for reports; empty if in files below the root. */
    default String words() {
        return "";
    }

    /** What that place promises less than it should, a sentence each. */
    default List<String> weaknesses() throws IOException {
        return List.of();
    }

    /** Gives back what it is read by; what was read before stays as it is. */
    @Override
    void close();

    /** In files below the deployment's root. */
    static LedgerPlace inFiles(Deployment deployment) {
        return new LedgerPlace() {
            @Override
            public LedgerReading read() throws IOException {
                return SegmentFiles.of(deployment);
            }

            @Override
            public List<Long> ofSession(String session, Optional<String> module) throws IOException {
                List<Long> found = new ArrayList<>();
                EntryScanner entry = new EntryScanner();
                try (LedgerReading ledger = read()) {
                    ledger.forward(LedgerPosition.BEGINNING, (bytes, from, to, at) -> {
                        if (entry.scan(bytes, from, to)
                                && session.equals(entry.text(EntryPart.SESSION))
                                && (module.isEmpty() || module.get().equals(entry.text(EntryPart.MODULE)))) {
                            found.add(entry.seq());
                        }
                        return true;
                    });
                }
                return found;
            }

            @Override
            public CheckpointLines checkpoints() {
                return CheckpointFile.of(deployment);
            }

            @Override
            public LogCheckpoints logCheckpoints(String origin) {
                return LogCheckpointFiles.of(LedgerFiles.of(deployment).log(), origin);
            }

            @Override
            public Optional<LedgerFiles> files() {
                return Optional.of(LedgerFiles.of(deployment));
            }

            @Override
            public void close() {
                // Every reading has files of its own.
            }
        };
    }
}
