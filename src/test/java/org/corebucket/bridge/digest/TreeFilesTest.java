package org.corebucket.bridge.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TreeFilesTest {

    private static final int LIMIT = 7;

    @TempDir
    private Path directory;

    private Path root;

    @BeforeEach
    void makeTree() throws Exception {
        root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/file"), "content");
    }

    @Test
    void opensAFileThroughRealDirectories() throws Exception {
        try (InputStream in = TreeFiles.open(root, "a/b/file")) {
            assertThat(in.readAllBytes()).isEqualTo("content".getBytes(UTF_8));
        }
    }

    @Test
    void readsAFileOfAsManyBytesAsItMayHave() throws Exception {
        assertThat(TreeFiles.read(root, "a/b/file", LIMIT)).isEqualTo("content".getBytes(UTF_8));
    }

    @Test
    void refusesAFileOfOneByteMore() {
        assertThatThrownBy(() -> TreeFiles.read(root, "a/b/file", LIMIT - 1))
                .isInstanceOfSatisfying(
                        NotRegularException.class, e -> assertThat(e.what()).isEqualTo("larger than 6 bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b/none", "a/none/file", "none"})
    void saysThatNothingIsThere(String path) {
        assertThatThrownBy(() -> TreeFiles.open(root, path)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesALinkToAFile() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("a/b/file"));

        assertRefused("link", "link is a symbolic link");
    }

    @Test
    void refusesALinkedParent() throws Exception {
        Files.createSymbolicLink(root.resolve("a/link"), root.resolve("a/b"));

        assertRefused("a/link/file", "a/link is a symbolic link");
    }

    @Test
    void refusesALinkedGrandparent() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));

        assertRefused("link/b/file", "link is a symbolic link");
    }

    @Test
    void refusesAFifoWithoutWaitingForAWriter() throws Exception {
        SpecialFiles.fifo(root.resolve("fifo"));

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertRefused("fifo", "fifo is a FIFO");
            assertRefused("fifo/file", "fifo is a FIFO");
        });
    }

    @Test
    void refusesADirectoryAndAFileInPlaceOfEachOther() {
        assertRefused("a/b", "a/b is a directory");
        assertRefused("a/b/file/below", "a/b/file is a regular file");
    }

    private void assertRefused(String path, String message) {
        assertThatThrownBy(() -> TreeFiles.open(root, path))
                .isInstanceOf(NotRegularException.class)
                .hasMessage(message);
    }

    @Test
    void namesAllThatLiesInADirectorySorted() throws Exception {
        for (String name : new String[] {"b", ".hidden", "c.json", "a.json"}) {
            Files.createFile(root.resolve(name + ".x"));
        }

        assertThat(TreeFiles.names(root)).containsExactly(".hidden.x", "a", "a.json.x", "b.x", "c.json.x");
        assertThat(TreeFiles.names(root, "*.json.x")).containsExactly("a.json.x", "c.json.x");
    }

    @Test
    void namesNothingWhereThereIsNoDirectory() throws Exception {
        assertThat(TreeFiles.names(root.resolve("none"))).isEmpty();
    }

    @Test
    void doesNotTakeWhatIsNoDirectoryForAnEmptyOne() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("a"));

        assertThatThrownBy(() -> TreeFiles.names(link))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("it is a symbolic link, not a directory; move it away");
        assertThatThrownBy(() -> TreeFiles.names(root.resolve("a/b/file")))
                .hasMessageContaining("it is a regular file, not a directory");
    }
}
