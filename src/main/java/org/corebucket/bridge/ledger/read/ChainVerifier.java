package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.ledger.read.ExaminedBlock.BlockVisitor;
import org.corebucket.bridge.ledger.read.LineBlock.Behind;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ledgers of either form and any size in constant memory. Blocks of lines are examined on several cores, and
 * {@link ChainLinks} follows the links between their entries in order.
 */
public final class ChainVerifier {

    private static final int MOST_JOBS = 8;
    private static final int FIRST_LINE = 64 * 1024;

    private final int jobs;
    private final HashProgress progress;
    private final @Nullable EntryKeys keys;
    private final List<ChainFollower> followers;

    private ChainVerifier(int jobs, HashProgress progress, @Nullable EntryKeys keys, List<ChainFollower> followers) {
        this.jobs = Math.min(jobs, MOST_JOBS);
        this.progress = progress;
        this.keys = keys;
        this.followers = List.copyOf(followers);
    }

    /**
     * A verifier of chains and checkpoints.
     *
     * @param jobs how many blocks are examined at once, {@value #MOST_JOBS} at most
     * @param progress is told of every block
     */
    public static ChainVerifier of(int jobs, HashProgress progress) {
        return new ChainVerifier(jobs, progress, null, List.of());
    }

    /** A verifier that also verifies each entry's signature with these keys. */
    public ChainVerifier withSignatures(EntryKeys signers) {
        return new ChainVerifier(jobs, progress, signers, followers);
    }

    /** A verifier that also has these go along with every ledger in the present form. What they find are flaws like any other. */
    public ChainVerifier beside(List<? extends ChainFollower> more) {
        List<ChainFollower> all = new ArrayList<>(followers);
        all.addAll(more);
        return new ChainVerifier(jobs, progress, keys, all);
    }

    /** Verifies files as one ledger, without checkpoints. */
    public ChainReport verify(List<Path> files) throws IOException {
        try (SegmentFiles segments = SegmentFiles.of(files)) {
            return verify(segments);
        }
    }

    /** Verifies a ledger without checkpoints. */
    public ChainReport verify(LedgerReading ledger) throws IOException {
        return verify(ledger, CheckpointReader.none(), ChainRequest.whole());
    }

    /** Verifies a whole ledger and all its checkpoints. */
    public ChainReport verify(LedgerReading ledger, SignedCheckpoints checkpoints) throws IOException {
        try (CheckpointReader reader = checkpoints.open()) {
            return verify(ledger, reader, ChainRequest.whole());
        }
    }

    /** Verifies what is asked for, without checkpoints. */
    public ChainReport verify(LedgerReading ledger, ChainRequest request) throws IOException {
        return verify(ledger, CheckpointReader.none(), request);
    }

    /** Verifies what is asked for, and of the checkpoints' keys only whether they signed up to where entries were archived. */
    public ChainReport verify(LedgerReading ledger, SignedCheckpoints checkpoints, ChainRequest request)
            throws IOException {
        return verify(ledger, checkpoints.unread(), request);
    }

    ChainReport verify(LedgerReading ledger, CheckpointReader checkpoints, ChainRequest request) throws IOException {
        boolean isV5 = isV5(ledger);
        ChainLinks links = new ChainLinks(ledger, !isV5, checkpoints, request, isV5 ? List.of() : followers);
        if (isV5 && keys != null) {
            links.add(new ChainFlaw(
                    ChainFlaw.FlawKind.UNKNOWN_KEY,
                    ledger.name(1),
                    1,
                    "entries in the V5 form are not signed one by one"));
        }
        if (!isV5 || request.listener() == null) {
            read(ledger, request.from(), new Examination(isV5, keys, request.listener()), links);
        }
        if (!links.dangling().isEmpty()) {
            tellMissing(ledger, links);
        }
        return links.report();
    }

    /** What the examination of each line needs. */
    private record Examination(
            boolean isV5,
            @Nullable EntryKeys keys,
            @Nullable EntryListener listener) {

        EntryReader reader() {
            return isV5 ? new V5Reader() : new EntryScanner();
        }
    }

    /**
     * Whether the ledger is in the V5 form, judged by its first line. A first line of neither form counts as the
     * present form.
     */
    private static boolean isV5(LedgerReading ledger) throws IOException {
        LineBlock first = new LineBlock(FIRST_LINE);
        try (LineSource lines = ledger.lines(LedgerPosition.BEGINNING)) {
            return lines.fill(first) && V5Reader.isEntry(first.firstLine());
        }
    }

    private void read(LedgerReading ledger, LedgerPosition from, Examination how, BlockVisitor links)
            throws IOException {
        try (LineSource lines = ledger.lines(from)) {
            if (ledger.bytes() > LineBlock.STANDARD && jobs > 1) {
                readInParallel(lines, how, links);
            } else {
                readAlone(lines, how, links);
            }
        }
    }

    private void readAlone(LineSource lines, Examination how, BlockVisitor links) throws IOException {
        EntryReader entries = how.reader();
        ExaminedBlock block = new ExaminedBlock();
        boolean more = true;
        while (more && lines.fill(block)) {
            block.examine(entries, how.keys(), how.listener());
            more = links.accept(block);
            done(block);
        }
    }

    private void done(ExaminedBlock block) {
        progress.read(block.length);
        if (block.behind == Behind.END || block.behind == Behind.TORN) {
            progress.fileDone();
        }
    }

    /**
     * Examines blocks in parallel. One block more than there are jobs is in use, so that no job waits while the next
     * block is read.
     */
    private void readInParallel(LineSource lines, Examination how, BlockVisitor links) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(jobs, ChainVerifier::daemon);
        ThreadLocal<EntryReader> entries = ThreadLocal.withInitial(how::reader);
        Deque<Future<ExaminedBlock>> underWay = new ArrayDeque<>();
        Deque<ExaminedBlock> free = new ArrayDeque<>();
        try {
            for (int i = 0; i <= jobs; i++) {
                free.add(new ExaminedBlock());
            }
            boolean more = true;
            while (more) {
                ExaminedBlock block = free.poll();
                if (block != null && lines.fill(block)) {
                    underWay.add(workers.submit(() -> {
                        block.examine(entries.get(), how.keys(), how.listener());
                        return block;
                    }));
                    continue;
                }
                Future<ExaminedBlock> oldest = underWay.poll();
                if (oldest == null) {
                    return;
                }
                ExaminedBlock examined = await(oldest);
                more = links.accept(examined);
                done(examined);
                free.add(examined);
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ledger");
        thread.setDaemon(true);
        return thread;
    }

    private static ExaminedBlock await(Future<ExaminedBlock> block) throws IOException {
        try {
            return block.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the verification of the ledger was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("examining lines in memory does not fail", e);
        }
    }

    /** Reads the ledger once more, for the targets of dangling links. */
    private void tellMissing(LedgerReading ledger, ChainLinks links) throws IOException {
        List<ChainLinks.Dangling> missing = new ArrayList<>(links.dangling());
        ChainVerifier quiet = new ChainVerifier(jobs, HashProgress.NONE, null, List.of());
        quiet.read(ledger, LedgerPosition.BEGINNING, new Examination(true, null, null), block -> {
            for (int i = 0; i < block.entries; i++) {
                String hash = HexDigest.of(block.hash, i * HexDigest.BYTES);
                missing.removeIf(link -> link.target().equals(hash));
            }
            return !missing.isEmpty();
        });
        for (ChainLinks.Dangling link : missing) {
            links.isMissing(link);
        }
    }
}
