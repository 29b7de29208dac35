package org.corebucket.bridge.digest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Collects what a {@link TreeHasher} tells, and refuses to be told twice. */
final class Found implements TreeHasher.TreeVisitor, HashProgress {

    private final AtomicReferenceArray<FileState> states;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong files = new AtomicLong();

    private Found(int size) {
        this.states = new AtomicReferenceArray<>(size);
    }

    static Found in(Path root, int jobs, List<String> paths) throws IOException {
        Found found = new Found(paths.size());
        new TreeHasher(root, jobs, found).hash(paths, found);
        return found;
    }

    /** What one path is. */
    static FileState at(Path root, String path) throws IOException {
        return in(root, 1, List.of(path)).states().get(0);
    }

    @Override
    public void visit(int index, FileState state) {
        if (states.getAndSet(index, state) != null) {
            throw new IllegalStateException("told twice of " + index);
        }
    }

    @Override
    public void read(long count) {
        bytes.addAndGet(count);
    }

    @Override
    public void fileDone() {
        files.incrementAndGet();
    }

    List<FileState> states() {
        FileState[] all = new FileState[states.length()];
        Arrays.setAll(all, states::get);
        return new ArrayList<>(Arrays.asList(all));
    }

    long bytes() {
        return bytes.get();
    }

    long files() {
        return files.get();
    }
}
