package org.corebucket.bridge.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories that become links while they are hashed, also between being looked at and being opened. */
final class SwappedFilesTest {

    private static final int READINGS = 20_000;
    private static final String SECRET = "secret";

    @TempDir
    private Path directory;

    private Path root;
    private Path outside;

    /** One turn of whoever swaps. */
    private interface Swap {
        void swap() throws IOException;
    }

    @BeforeEach
    void makeTrees() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), SECRET);
        Files.createDirectory(root.resolve("a"));
        Files.writeString(root.resolve("a/file"), "content");
        Files.writeString(root.resolve("b"), "content");
    }

    @Test
    void aFileIsNeverReadThroughALinkThatTookItsPlace() throws Exception {
        requireNoSecret("a/file", () -> {
            Path link = Files.createSymbolicLink(root.resolve("link"), outside.resolve("file"));
            Files.move(link, root.resolve("a/file"), StandardCopyOption.ATOMIC_MOVE);
            Files.copy(root.resolve("b"), root.resolve("copy"));
            Files.move(root.resolve("copy"), root.resolve("a/file"), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Test
    void noFileIsReadThroughALinkThatTookItsDirectorysPlace() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), outside);
        requireNoSecret("a/file", () -> {
            Files.move(root.resolve("a"), root.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(root.resolve("link"), root.resolve("a"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(root.resolve("a"), root.resolve("link"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(root.resolve("away"), root.resolve("a"), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /** Alternates with a path in another directory, so that every reading enters the directory anew. */
    private void requireNoSecret(String path, Swap swap) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService swapper = Executors.newSingleThreadExecutor();
        Future<?> swapping = swapper.submit(() -> {
            while (!done.get()) {
                swap.swap();
            }
            return null;
        });
        List<FileState> states;
        try {
            List<String> twice = List.of(path, "b");
            states = Found.in(
                            root,
                            1,
                            Collections.nCopies(READINGS, twice).stream()
                                    .flatMap(List::stream)
                                    .toList())
                    .states();
        } finally {
            done.set(true);
            swapper.shutdown();
        }
        swapping.get();
        FileState secret = new FileState.Digested(Sha256.of(SECRET.getBytes(UTF_8)), SECRET.length());
        assertThat(states).doesNotContain(secret);
        assertThat(states).as("the link was met").anyMatch(state -> !(state instanceof FileState.Digested));
    }
}
