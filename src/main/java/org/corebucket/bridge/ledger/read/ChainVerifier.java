package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.corebucket.bridge.digest.HashProgress;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ledgers of either form and any size in constant memory: blocks of lines are examined on all cores, and what
 * they say of each other is followed in order.
 */
public final class ChainVerifier {

    private static final int MOST_JOBS = 8;

    private final int jobs;
    private final HashProgress progress;
    private final @Nullable EntryKeys keys;

    private ChainVerifier(int jobs, HashProgress progress, @Nullable EntryKeys keys) {
        this.jobs = Math.min(jobs, MOST_JOBS);
        this.progress = progress;
        this.keys = keys;
    }

    /**
     * A verifier of chains and checkpoints.
     *
     * @param jobs how many blocks are examined at once
     * @param progress told of every block
     */
    public static ChainVerifier of(int jobs, HashProgress progress) {
        return new ChainVerifier(jobs, progress, null);
    }

    /** The same, also of every entry's signature by one of these keys. */
    public ChainVerifier withSignatures(EntryKeys signers) {
        return new ChainVerifier(jobs, progress, signers);
    }

    /** Verifies files as one ledger, without checkpoints. */
    public ChainReport verify(List<Path> files) throws IOException {
        try (SegmentFiles segments = SegmentFiles.of(files)) {
            return verify(segments, CheckpointReader.none());
        }
    }

    /** Verifies a ledger without checkpoints. */
    public ChainReport verify(SegmentFiles segments) throws IOException {
        return verify(segments, CheckpointReader.none());
    }

    /** Verifies a whole ledger and all its checkpoints. */
    public ChainReport verify(SegmentFiles segments, CheckpointFile checkpoints) throws IOException {
        try (CheckpointReader reader = checkpoints.open()) {
            return verify(segments, reader);
        }
    }

    private ChainReport verify(SegmentFiles segments, CheckpointReader checkpoints) throws IOException {
        return verify(segments, checkpoints, new ChainRequest(LedgerPosition.BEGINNING, 0));
    }

    /**
     * What is verified, and what else is asked.
     *
     * @param from where verification begins; within the ledger the first entry's link is taken on trust
     * @param asked the number of an entry whose hash is wanted, or 0
     */
    record ChainRequest(LedgerPosition from, long asked) {}

    ChainReport verify(SegmentFiles segments, CheckpointReader checkpoints, ChainRequest request) throws IOException {
        boolean isV5 = isV5(segments);
        ChainLinks links = new ChainLinks(segments, !isV5, !request.from().isBeginning(), checkpoints, request.asked());
        if (isV5 && keys != null) {
            links.add(new ChainFlaw(
                    ChainFlaw.FlawKind.UNKNOWN_KEY,
                    segments.name(0),
                    1,
                    "entries in the V5 form are not signed one by one"));
        }
        read(segments, request.from(), isV5, links);
        if (!links.dangling().isEmpty()) {
            tellMissing(segments, links);
        }
        return links.report();
    }

    /** The form of a ledger is that of its first line; what is neither is judged as the present form. */
    private static boolean isV5(SegmentFiles segments) throws IOException {
        Block first = new Block();
        try (BlockReader reader = new BlockReader(segments, LedgerPosition.BEGINNING)) {
            if (!reader.fill(first)) {
                return false;
            }
        }
        int end = 0;
        while (end < first.length && first.bytes[end] != '\n') {
            end++;
        }
        return V5Reader.isEntry(Arrays.copyOf(first.bytes, end));
    }

    private void read(SegmentFiles segments, LedgerPosition from, boolean isV5, BlockVisitor links) throws IOException {
        try (BlockReader reader = new BlockReader(segments, from)) {
            if (segments.bytes() > BlockReader.BLOCK && jobs > 1) {
                readInParallel(reader, isV5, links);
            } else {
                readAlone(reader, isV5, links);
            }
        }
    }

    private static EntryReader reader(boolean isV5) {
        return isV5 ? new V5Reader() : new EntryScanner();
    }

    private void readAlone(BlockReader reader, boolean isV5, BlockVisitor links) throws IOException {
        EntryReader entries = reader(isV5);
        Block block = new Block();
        while (reader.fill(block)) {
            block.examine(entries, keys);
            links.accept(block);
            done(block);
        }
    }

    private void done(Block block) {
        progress.read(block.length);
        if (block.behind == Block.Behind.END || block.behind == Block.Behind.TORN) {
            progress.fileDone();
        }
    }

    /** One block more than there are jobs is under way, so that no job waits for the reading of the next. */
    private void readInParallel(BlockReader reader, boolean isV5, BlockVisitor links) throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(jobs, ChainVerifier::daemon);
        ThreadLocal<EntryReader> entries = ThreadLocal.withInitial(() -> reader(isV5));
        Deque<Future<Block>> underWay = new ArrayDeque<>();
        Deque<Block> free = new ArrayDeque<>();
        try {
            for (int i = 0; i <= jobs; i++) {
                free.add(new Block());
            }
            while (true) {
                Block block = free.poll();
                if (block != null && reader.fill(block)) {
                    underWay.add(workers.submit(() -> {
                        block.examine(entries.get(), keys);
                        return block;
                    }));
                    continue;
                }
                Future<Block> oldest = underWay.poll();
                if (oldest == null) {
                    return;
                }
                Block examined = await(oldest);
                links.accept(examined);
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

    private static Block await(Future<Block> block) throws IOException {
        try {
            return block.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the verification of the ledger was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("examining lines in memory does not fail", e);
        }
    }

    /** Reads the ledger once more for the targets of links that lead nowhere. */
    private void tellMissing(SegmentFiles segments, ChainLinks links) throws IOException {
        List<ChainLinks.Dangling> missing = new ArrayList<>(links.dangling());
        ChainVerifier quiet = new ChainVerifier(jobs, HashProgress.NONE, null);
        quiet.read(segments, LedgerPosition.BEGINNING, true, block -> {
            for (int i = 0; i < block.entries; i++) {
                String hash = HexDigest.of(block.hash, i * HexDigest.BYTES);
                missing.removeIf(link -> link.target().equals(hash));
            }
        });
        for (ChainLinks.Dangling link : missing) {
            links.isMissing(link);
        }
    }
}
