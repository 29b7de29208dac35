package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.digest.FileState.Missing;
import org.corebucket.bridge.digest.FileState.NotRegular;
import org.corebucket.bridge.digest.FileState.Unreachable;
import org.corebucket.bridge.digest.FileState.Unreadable;
import org.corebucket.bridge.testkit.ChildJvm;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link TreeHasher} does not open, and what it says instead. */
final class RefusedFilesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Path root;
    private Path outside;

    @BeforeEach
    void makeTrees() throws Exception {
        root = Files.createDirectories(directory.resolve("root"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.createDirectory(outside.resolve("deep"));
        Files.writeString(outside.resolve("file"), "secret");
        Files.writeString(outside.resolve("deep/file"), "secret");
    }

    @Test
    void aFileThatIsNotThereIsMissing() throws Exception {
        Files.createDirectory(root.resolve("directory"));

        assertThat(Found.in(root, 1, List.of("file", "directory/file")).states())
                .containsExactly(new Missing(), new Missing());
    }

    @Test
    void everyFileInADirectoryThatIsNotThereIsMissing() throws Exception {
        assertThat(Found.in(root, 1, List.of("none/a", "none/b", "none/deeper/c"))
                        .states())
                .containsOnly(new Missing());
    }

    @Test
    void aFileInPlaceOfADirectoryIsNamed() throws Exception {
        Files.writeString(root.resolve("file"), "content");

        assertThat(Found.at(root, "file/below")).isEqualTo(new Unreachable("file", "a regular file"));
    }

    @Test
    void aDirectoryInPlaceOfAFileIsNotRegular() throws Exception {
        Files.createDirectory(root.resolve("directory"));

        assertThat(Found.at(root, "directory")).isEqualTo(new NotRegular("a directory"));
    }

    @Test
    void aLinkToAFileIsNotFollowed() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("file"));

        assertThat(Found.at(root, "link")).isEqualTo(new NotRegular("a symbolic link"));
    }

    @Test
    void aLinkedParentIsNotFollowed() throws Exception {
        Files.createDirectory(root.resolve("a"));
        Files.createSymbolicLink(root.resolve("a/link"), outside);

        assertThat(Found.at(root, "a/link/file")).isEqualTo(new Unreachable("a/link", "a symbolic link"));
    }

    @Test
    void aLinkedGrandparentIsNotFollowed() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), outside);

        assertThat(Found.at(root, "link/deep/file")).isEqualTo(new Unreachable("link", "a symbolic link"));
    }

    @Test
    void aLinkIsNotFollowedAfterARealDirectoryWasOpen() throws Exception {
        Files.createDirectory(root.resolve("a"));
        Files.writeString(root.resolve("a/file"), "content");
        Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));

        List<FileState> states =
                Found.in(root, 1, List.of("a/file", "b/file", "a/file")).states();

        assertThat(states.get(1)).isEqualTo(new Unreachable("b", "a symbolic link"));
        assertThat(states.get(2)).isEqualTo(states.get(0)).isInstanceOf(FileState.Digested.class);
    }

    /** The kernel notes the first reading of a file that was written after it was last read. */
    @Test
    void aFileBehindALinkIsNeverRead() throws Exception {
        Path secret = outside.resolve("deep/file");
        FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.getFileAttributeView(secret, BasicFileAttributeView.class).setTimes(null, longAgo, null);
        Files.createSymbolicLink(root.resolve("file"), secret);
        Files.createSymbolicLink(root.resolve("parent"), outside.resolve("deep"));
        Files.createSymbolicLink(root.resolve("grandparent"), outside);

        Found found = Found.in(root, 1, List.of("file", "parent/file", "grandparent/deep/file"));

        assertThat(found.bytes()).isZero();
        assertThat(lastRead(secret)).isEqualTo(longAgo);
        Found.at(outside, "deep/file");
        assumeTrue(!lastRead(secret).equals(longAgo), "this file system does not note readings, so none can be seen");
    }

    @Test
    void aFifoIsNotOpened() throws Exception {
        SpecialFiles.fifo(root.resolve("fifo"));

        assertTimeoutPreemptively(
                LIMIT, () -> assertThat(Found.at(root, "fifo")).isEqualTo(new NotRegular("a FIFO, socket or device")));
    }

    @Test
    void aFifoInPlaceOfADirectoryIsNotOpened() throws Exception {
        SpecialFiles.fifo(root.resolve("fifo"));

        assertTimeoutPreemptively(
                LIMIT,
                () -> assertThat(Found.at(root, "fifo/file"))
                        .isEqualTo(new Unreachable("fifo", "a FIFO, socket or device")));
    }

    @Test
    void aSocketIsNotRegular() throws Exception {
        SpecialFiles.socket(root.resolve("socket"));

        assertThat(Found.at(root, "socket")).isEqualTo(new NotRegular("a FIFO, socket or device"));
    }

    @Test
    void aNameThatNoFileSystemTakesIsUnreadable() throws Exception {
        FileState found = Found.at(root, "n".repeat(300));

        assertThat(found).isInstanceOf(Unreadable.class);
        assertThat(((Unreadable) found).trouble()).hasMessageEndingWith("File name too long");
    }

    /** Hashes a file and a file in a directory whose names need more than ASCII, and prints what was found. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            List<String> paths = List.of("caf\u00e9", "caf\u00e9/file");
            System.out.println(Found.in(Path.of(arguments[0]), 1, paths).states());
        }
    }

    @Test
    void aNameThatTheLocaleCannotExpressIsAFindingAndNoCrash() throws Exception {
        ProcessBuilder child = new ProcessBuilder(ChildJvm.command(List.of(), Child.class, root.toString()));
        child.environment().put("LC_ALL", "C");

        assertThat(ChildJvm.output(child))
                .matches(
                        "\\[(Unreadable\\[path=caf[^\\]]*: the locale can't express its name; set LC_ALL=C.UTF-8\\](, )?){2}\\]\n");
    }

    private static FileTime lastRead(Path file) throws Exception {
        return Files.readAttributes(file, BasicFileAttributes.class).lastAccessTime();
    }
}
