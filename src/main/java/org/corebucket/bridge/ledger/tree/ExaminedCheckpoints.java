package org.corebucket.bridge.ledger.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.ledger.read.ChainFlaw.FlawKind;
import org.corebucket.bridge.ledger.tree.LogTrust.CheckpointProblem;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;
import org.corebucket.bridge.transparency.UnsoundCheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that are kept of a log, each read and its signatures verified by threads of their own: whoever follows the
 * ledger's chain meanwhile waits only for those that are not ready when the chain has come to them.
 */
final class ExaminedCheckpoints {

    /** None. */
    static final ExaminedCheckpoints NONE = new ExaminedCheckpoints(List.of());

    private static final int MOST_JOBS = 8;

    private final List<Future<ExaminedCheckpoint>> all;

    private ExaminedCheckpoints(List<Future<ExaminedCheckpoint>> all) {
        this.all = all;
    }

    /**
     * A checkpoint whose signatures were verified.
     *
     * @param size what it was asked for by
     * @param sound what it says; null if it does not hold, or is not there any more
     * @param problem why it does not hold
     */
    record ExaminedCheckpoint(long size, @Nullable TreeHead sound, Optional<CheckpointProblem> problem) {}

    /** Begins to examine those of these sizes; the order is kept. */
    static ExaminedCheckpoints of(LogCheckpoints checkpoints, LogTrust trust, List<Long> sizes) {
        if (sizes.isEmpty()) {
            return NONE;
        }
        int jobs = Math.min(Math.min(TreeHasher.onePerProcessor(), MOST_JOBS), sizes.size());
        ExecutorService threads = Executors.newFixedThreadPool(jobs, task -> {
            Thread thread = new Thread(task, "log-checkpoints");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<ExaminedCheckpoint>> all = new ArrayList<>(sizes.size());
        for (long size : sizes) {
            all.add(threads.submit(() -> examine(checkpoints, trust, size)));
        }
        threads.shutdown(); // what was submitted is done all the same
        return new ExaminedCheckpoints(all);
    }

    private static ExaminedCheckpoint examine(LogCheckpoints checkpoints, LogTrust trust, long size)
            throws IOException {
        try {
            Optional<SignedNote> note = checkpoints.of(size);
            if (note.isEmpty()) {
                return new ExaminedCheckpoint(size, null, Optional.empty());
            }
            TreeHead head = LogCheckpoints.head(note.get());
            Optional<CheckpointProblem> problem = trust.problem(head, note.get());
            return new ExaminedCheckpoint(size, problem.isPresent() ? null : head, problem);
        } catch (UnsoundCheckpointException e) {
            return new ExaminedCheckpoint(
                    size, null, Optional.of(new CheckpointProblem(FlawKind.LOG_CHECKPOINT, e.problem(), "", "")));
        }
    }

    /** How many there are. */
    int count() {
        return all.size();
    }

    /**
     * One of them, when it was examined.
     *
     * @param index from 0, in the order of the sizes
     */
    ExaminedCheckpoint get(int index) throws IOException {
        try {
            return all.get(index).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the verification of the log's checkpoints was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
