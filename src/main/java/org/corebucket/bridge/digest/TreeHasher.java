package org.corebucket.bridge.digest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Hashes files below a root on several threads. Every directory and file is opened relative to its parent's descriptor and
 * without following links, so that no link leads out of the root, wherever and whenever it appears.
 */
public final class TreeHasher {

    /** Takes what was found for each path. It is called by several threads at once, once for each path. */
    public interface TreeVisitor {
        /**
         * Told of one path.
         *
         * @param index the position of the path in the list
         */
        void visit(int index, FileState state);

        /** The sink that takes the bytes of one path's file, before {@link #visit} is called for the path. */
        default Sink sink(int index) {
            return FileHasher.NOWHERE;
        }
    }

    /**
     * Takes the bytes of a file as they are read. Its own errors must be unchecked, so that they are not mistaken for errors of
     * the file.
     */
    public interface Sink {
        /** Takes the first bytes of a buffer, which is reused after the call. */
        void take(byte[] buffer, int count);
    }

    private static final int CHUNKS_A_JOB = 16;
    private static final int LARGEST_CHUNK = 128;

    private final Path root;
    private final int jobs;
    private final HashProgress progress;

    /** How many files to read at once by default: one for each processor. */
    public static int onePerProcessor() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * A hasher for one tree.
     *
     * @param root an existing directory; may itself be reached through a link
     * @param jobs how many files are read at once, at least 1
     */
    public TreeHasher(Path root, int jobs, HashProgress progress) {
        if (jobs < 1) {
            throw new IllegalArgumentException("at least one job, not " + jobs);
        }
        this.root = root;
        this.jobs = jobs;
        this.progress = progress;
    }

    /**
     * Hashes every path; neighbours in the list that share a directory are fastest.
     *
     * @param paths relative, with {@code /} between names, without {@code .} and {@code ..}
     * @throws IOException if the root can't be opened, or the thread was interrupted
     */
    public void hash(List<String> paths, TreeVisitor visitor) throws IOException {
        int workers = Math.max(1, Math.min(jobs, paths.size()));
        int chunk = Math.max(1, Math.min(LARGEST_CHUNK, paths.size() / (workers * CHUNKS_A_JOB)));
        HashWork work = new HashWork(paths, chunk, visitor);
        List<Thread> others = start(work, workers - 1);
        work.run();
        join(others);
        rethrow(work.failure.get());
    }

    /** Hashes every path; gives what was found for each, in the order of the paths. */
    public List<FileState> hash(List<String> paths) throws IOException {
        States states = new States(paths.size());
        hash(paths, states);
        return states;
    }

    /** The work of each thread: it takes the next chunk of the list until none is left, or a thread has failed. */
    private final class HashWork implements Runnable {

        private final List<String> paths;
        private final int chunk;
        private final TreeVisitor visitor;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        HashWork(List<String> paths, int chunk, TreeVisitor visitor) {
            this.paths = paths;
            this.chunk = chunk;
            this.visitor = visitor;
        }

        @Override
        public void run() {
            try (FileHasher hasher = new FileHasher(root, progress)) {
                int from = next.getAndAdd(chunk);
                while (from < paths.size() && goesOn()) {
                    int to = Math.min(paths.size(), from + chunk);
                    for (int i = from; i < to && goesOn(); i++) {
                        visitor.visit(i, hasher.hash(paths.get(i), visitor.sink(i)));
                        progress.fileDone();
                    }
                    from = next.getAndAdd(chunk);
                }
            } catch (IOException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }

        private boolean goesOn() {
            return failure.get() == null && !Thread.currentThread().isInterrupted();
        }
    }

    /** What was found for each path. */
    private static final class States extends AbstractList<FileState> implements TreeVisitor {

        private final AtomicReferenceArray<FileState> found;

        States(int count) {
            found = new AtomicReferenceArray<>(count);
        }

        @Override
        public void visit(int index, FileState state) {
            found.set(index, state);
        }

        @Override
        public FileState get(int index) {
            return found.get(index);
        }

        @Override
        public int size() {
            return found.length();
        }
    }

    private static List<Thread> start(Runnable work, int count) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(work, "hash-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    /** Waits for all threads, even when it is interrupted, so that no visitor is called after hashing has ended. */
    private static void join(List<Thread> threads) throws IOException {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    threads.forEach(Thread::interrupt);
                    interrupted = true;
                }
            }
        }
        if (interrupted || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while hashing");
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
