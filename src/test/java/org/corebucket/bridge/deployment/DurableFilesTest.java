package org.corebucket.bridge.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFilesTest {

    private static final byte[] NEW = "new".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private Path staging;
    private DurableFiles files;

    @BeforeEach
    void makeFiles() {
        staging = directory.resolve("manifests/.staging");
        files = new DurableFiles(staging);
    }

    @Test
    void makesAFileWithItsDirectories() throws Exception {
        Path target = directory.resolve("a/b/file");

        files.write(target, NEW, 0640);

        assertThat(target).hasContent("new");
        assertThat(mode(target)).isEqualTo("rw-r-----");
        assertThat(mode(directory.resolve("a/b"))).isEqualTo("rwxr-xr-x");
        assertThat(staging).isEmptyDirectory();
    }

    @Test
    void replacesAFileAsAWhole() throws Exception {
        Path target = Files.writeString(directory.resolve("file"), "old and longer");
        Path second = Files.createLink(directory.resolve("second"), target);

        files.write(target, NEW, 0400);

        assertThat(target).hasContent("new");
        assertThat(mode(target)).isEqualTo("r--------");
        assertThat(second).as("the old file, by its other name").hasContent("old and longer");
    }

    @Test
    void replacesALinkNotWhatItPointsTo() throws Exception {
        Path target = Files.writeString(directory.resolve("target"), "keep");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);

        files.write(link, NEW, 0644);

        assertThat(target).hasContent("keep");
        assertThat(link).hasContent("new").isRegularFile();
        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @Test
    void whatIsWrittenIsNeverOpenToMoreThanItsOwnerBeforeItIsWhole() throws Exception {
        List<String> seen = new ArrayList<>();
        InputStream watching = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] block, int from, int count) throws IOException {
                try (Stream<Path> staged = Files.list(staging)) {
                    for (Path file : staged.toList()) {
                        seen.add(mode(file));
                    }
                }
                return -1;
            }
        };

        Path staged = files.stage(watching, 0644);

        assertThat(seen).containsOnly("rw-------");
        assertThat(mode(staged)).isEqualTo("rw-r--r--");
    }

    @Test
    void aSourceThatFailsLeavesTheTargetAsItWas() throws Exception {
        Path target = Files.writeString(directory.resolve("file"), "old");
        InputStream failing = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] block, int from, int count) throws IOException {
                throw new IOException("the source failed");
            }
        };

        assertThatThrownBy(() -> files.publish(files.stage(failing, 0644), target))
                .hasMessage("the source failed");

        assertThat(target).hasContent("old");
    }

    @Test
    void aDirectoryIsNotReplacedByAFile() throws Exception {
        Path target = Files.createDirectory(directory.resolve("target"));
        Path inside = Files.createFile(target.resolve("file"));

        assertThatThrownBy(() -> files.write(target, NEW, 0644)).isInstanceOf(FileSystemException.class);

        assertThat(inside).exists();
    }

    @Test
    void writesAcrossFileSystems() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(directory)),
                "there is no second file system to write from");
        Path elsewhere = Files.createTempDirectory(memory, "bridgectl-test-");
        Path target = Files.writeString(directory.resolve("file"), "old");

        new DurableFiles(elsewhere).write(target, NEW, 0600);

        assertThat(target).hasContent("new");
        assertThat(mode(target)).isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
        Files.delete(elsewhere);
    }

    @Test
    void sweepsAwayWhatACrashLeft() throws Exception {
        files.stage(NEW, 0644);
        files.stage(NEW, 0644);

        files.sweep();

        assertThat(staging).isEmptyDirectory();
    }

    @Test
    void sweepsNothingThroughALink() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("file"), "keep");
        Files.createDirectory(directory.resolve("manifests"));
        Files.createSymbolicLink(staging, elsewhere);

        files.sweep();

        assertThat(elsewhere.resolve("file")).hasContent("keep");
    }

    @Test
    void sweepsWhereNothingWasEverStaged() throws Exception {
        files.sweep();

        assertThat(staging).doesNotExist();
    }

    @Test
    void findsANameThatNothingHas() throws Exception {
        Path wanted = directory.resolve("kept.torn");
        assertThat(DurableFiles.free(wanted)).isEqualTo(wanted);

        Files.createSymbolicLink(wanted, directory.resolve("nowhere"));
        assertThat(DurableFiles.free(wanted)).isEqualTo(directory.resolve("kept.torn.2"));

        Files.createDirectory(directory.resolve("kept.torn.2"));
        assertThat(DurableFiles.free(wanted)).isEqualTo(directory.resolve("kept.torn.3"));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
