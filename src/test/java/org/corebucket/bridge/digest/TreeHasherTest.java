package org.corebucket.bridge.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.corebucket.bridge.digest.FileState.Digested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TreeHasherTest {

    private static final long SEED = 20261123;

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 5_000_000})
    void agreesWithMessageDigestWhateverTheSize(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(SEED).nextBytes(content);
        Files.write(root.resolve("file"), content);

        Found found = Found.in(root, 1, List.of("file"));

        Sha256 expected = Sha256.ofBytes(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(found.states()).containsExactly(new Digested(expected, size));
        assertThat(found.bytes()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 1000})
    void hashesEveryFileOnceWithAnyNumberOfJobs(int jobs) throws Exception {
        List<String> paths = new ArrayList<>();
        List<FileState> expected = new ArrayList<>();
        makeFiles(paths, expected);

        Found found = Found.in(root, jobs, paths);

        assertThat(found.states()).isEqualTo(expected);
        assertThat(found.files()).isEqualTo(paths.size());
    }

    @Test
    void theOrderOfTheListIsFree() throws Exception {
        List<String> paths = new ArrayList<>();
        makeFiles(paths, new ArrayList<>());
        Collections.shuffle(paths, new Random(SEED));

        List<FileState> states = Found.in(root, 2, paths).states();

        for (int i = 0; i < states.size(); i++) {
            assertThat(states.get(i)).as(paths.get(i)).isEqualTo(digested(paths.get(i)));
        }
    }

    @Test
    void aPathThatIsGivenTwiceIsHashedTwice() throws Exception {
        Files.writeString(root.resolve("file"), "file");

        assertThat(Found.in(root, 2, List.of("file", "file")).states())
                .containsExactly(digested("file"), digested("file"));
    }

    @Test
    void anEmptyListIsNoWork() throws Exception {
        assertThat(Found.in(root, 8, List.of()).states()).isEmpty();
    }

    @Test
    void theRootItselfMayBeReachedThroughALink() throws Exception {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/file"), "real/file");
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("real"));

        assertThat(Found.at(link, "file")).isEqualTo(digested("real/file"));
    }

    @Test
    void aMissingRootIsAnError() {
        assertThatThrownBy(() -> Found.at(root.resolve("none"), "file")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void atLeastOneJobIsNeeded() {
        assertThatThrownBy(() -> new TreeHasher(root, 0, HashProgress.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one job, not 0");
    }

    /** 900 files, each holding its own name, in 40 directories of two depths and in the root. */
    private void makeFiles(List<String> paths, List<FileState> expected) throws Exception {
        for (int i = 0; i < 900; i++) {
            String directory =
                    List.of("", "d" + i / 45 + "/", "e/f" + i / 45 + "/g/").get(i % 3);
            String path = directory + i;
            Files.createDirectories(root.resolve(directory));
            Files.writeString(root.resolve(path), path);
            paths.add(path);
            expected.add(digested(path));
        }
    }

    private static FileState digested(String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return new Digested(Sha256.of(bytes), bytes.length);
    }
}
