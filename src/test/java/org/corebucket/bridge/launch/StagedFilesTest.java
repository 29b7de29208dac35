package org.corebucket.bridge.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StagedFilesTest {

    @TempDir
    private Path directory;

    private Path root;
    private Path target;
    private final List<ManifestEntry> entries = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        target = directory.resolve("target");
        list("plain", "one", "rw-rw-rw-");
        list("a/b/deep", "two", "rw-r--r--");
        list("a/run.sh", "three", "rwxr-xr-x");
    }

    @Test
    void everyListedFileIsCopiedUnderItsPathAndNothingElse() throws Exception {
        Files.writeString(root.resolve("a/unlisted"), "four");

        assertThat(stage()).isEmpty();

        assertThat(Files.readString(target.resolve("plain"))).isEqualTo("one");
        assertThat(Files.readString(target.resolve("a/b/deep"))).isEqualTo("two");
        assertThat(target.resolve("a/unlisted")).doesNotExist();
    }

    @Test
    void theCopiesAreTheOwnersAloneAndReadOnly() throws Exception {
        assertThat(stage()).isEmpty();

        assertThat(mode("plain")).isEqualTo("r--------");
        assertThat(mode("a/run.sh")).isEqualTo("r-x------");
        assertThat(mode("")).isEqualTo("r-x------");
        assertThat(mode("a")).isEqualTo("r-x------");
        assertThat(mode("a/b")).isEqualTo("r-x------");
    }

    @Test
    void aFileThatWasChangedAfterItWasVerifiedIsNamed() throws Exception {
        Files.writeString(root.resolve("a/run.sh"), "other");

        assertThat(stage()).contains("\"a/run.sh\" changed after it was verified");
    }

    @Test
    void aFileThatVanishedIsNamed() throws Exception {
        Files.delete(root.resolve("plain"));

        assertThat(stage()).contains("\"plain\" changed after it was verified");
    }

    @Test
    void aLinkToTheSameBytesIsRefused() throws Exception {
        Files.move(root.resolve("plain"), directory.resolve("plain"));
        Files.createSymbolicLink(root.resolve("plain"), directory.resolve("plain"));

        assertThat(stage()).isPresent();
    }

    @Test
    void aDirectoryThatBecameALinkIsRefused() throws Exception {
        Files.move(root.resolve("a"), directory.resolve("a"));
        Files.createSymbolicLink(root.resolve("a"), directory.resolve("a"));

        assertThat(stage()).isPresent();
    }

    private Optional<String> stage() throws IOException {
        return StagedFiles.stage(root, entries, target);
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(path)));
    }

    private void list(String path, String content, String mode) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        entries.add(new ManifestEntry(Sha256.of(content.getBytes(StandardCharsets.UTF_8)), path, path));
    }
}
