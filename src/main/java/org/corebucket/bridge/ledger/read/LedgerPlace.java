package org.corebucket.bridge.ledger.read;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.ledger.LedgerFiles;
import org.corebucket.bridge.transparency.LogCheckpointFiles;
import org.corebucket.bridge.transparency.LogCheckpoints;

/** Where a deployment keeps its ledger, for those who read it. */
public interface LedgerPlace extends Closeable {

    /** The ledger as it is now; whoever asked closes it. */
    LedgerReading read() throws IOException;

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
            public CheckpointLines checkpoints() {
                return CheckpointFile.of(deployment);
            }

            @Override
            public LogCheckpoints logCheckpoints(String origin) {
                return LogCheckpointFiles.of(LedgerFiles.of(deployment).log());
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
