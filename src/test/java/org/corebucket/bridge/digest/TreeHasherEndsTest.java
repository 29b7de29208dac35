package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How hashing ends before its time: promptly, with its cause, and with all of its threads. */
final class TreeHasherEndsTest {

    private static final int FILES = 2000;
    private static final int JOBS = 4;
    private static final long LIMIT_MILLIS = 30_000;

    @TempDir
    private Path root;

    private final List<String> paths = new ArrayList<>();

    @BeforeEach
    void makeFiles() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.createFile(root.resolve("f" + i));
            paths.add("f" + i);
        }
    }

    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("hash-"));
    }

    @Test
    void aVisitorThatThrowsEndsItAll() {
        AtomicInteger visits = new AtomicInteger();
        TreeHasher.TreeVisitor visitor = (index, state) -> {
            if (visits.incrementAndGet() == 10) {
                throw new IllegalStateException("enough");
            }
        };

        assertThatThrownBy(() -> new TreeHasher(root, JOBS, HashProgress.NONE).hash(paths, visitor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(visits).hasValueLessThan(FILES);
    }

    @Test
    void anErrorOfAVisitorIsNotSwallowed() {
        TreeHasher.TreeVisitor visitor = (index, state) -> {
            throw new AssertionError("a bug");
        };

        assertThatThrownBy(() -> new TreeHasher(root, JOBS, HashProgress.NONE).hash(paths, visitor))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a bug");
    }

    @Test
    void anInterruptEndsEveryThreadAndIsKept() throws Exception {
        CountDownLatch started = new CountDownLatch(JOBS);
        AtomicInteger visits = new AtomicInteger();
        TreeHasher.TreeVisitor untilInterrupted = (index, state) -> {
            visits.incrementAndGet();
            started.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(1_000_000);
            }
        };
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean kept = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                new TreeHasher(root, JOBS, HashProgress.NONE).hash(paths, untilInterrupted);
            } catch (IOException e) {
                thrown.set(e);
                kept.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.setDaemon(true);
        caller.start();
        started.await();
        caller.interrupt();
        caller.join(LIMIT_MILLIS);

        assertThat(thrown.get()).isInstanceOf(IOException.class).hasMessage("interrupted while hashing");
        assertThat(kept).isTrue();
        assertThat(visits).hasValue(JOBS);
    }

    @Test
    void anInterruptWhileAFileIsReadIsNoFindingAboutIt() throws Exception {
        Files.write(root.resolve("f0"), new byte[1_000_000]);
        AtomicInteger visits = new AtomicInteger();
        HashProgress interrupting = new HashProgress() {
            @Override
            public void read(long bytes) {
                Thread.currentThread().interrupt();
            }

            @Override
            public void fileDone() {}
        };

        try {
            assertThatThrownBy(() -> new TreeHasher(root, 1, interrupting)
                            .hash(paths, (index, state) -> visits.incrementAndGet()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("interrupted while hashing");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(visits).hasValue(0);
    }
}
