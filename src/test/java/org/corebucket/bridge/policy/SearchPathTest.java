package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchPathTest {

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    @TempDir
    private Path root;

    @BeforeEach
    void programs() throws IOException {
        program(first, "one");
        program(second, "one");
        program(second, "two");
        Files.createDirectory(first.resolve("two"));
    }

    @Test
    void theFirstDirectoryThatHasTheProgramCounts() throws Exception {
        assertThat(new SearchPath(first + ":" + second, root).find("one")).isEqualTo(first.resolve("one"));
        assertThat(new SearchPath(first + ":" + second, root).find("two")).isEqualTo(second.resolve("two"));
    }

    @Test
    void whatMayNotBeExecutedIsNoProgram() throws Exception {
        Files.setPosixFilePermissions(first.resolve("one"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(new SearchPath(first + ":" + second, root).find("one")).isEqualTo(second.resolve("one"));
    }

    @Test
    void relativeAndEmptyDirectoriesAreNotSearched() {
        Path relative = Path.of("").toAbsolutePath().relativize(first);

        assertThatThrownBy(() -> new SearchPath(relative + "::.", root).find("one"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageStartingWith("found no program one on PATH");
    }

    @Test
    void whatLiesInTheDeploymentIsNoProgramHoweverItIsReached() throws Exception {
        program(root, "three");
        Files.createSymbolicLink(second.resolve("three"), root.resolve("three"));
        Path link = Files.createSymbolicLink(first.resolve("link"), root);

        SearchPath path = new SearchPath(root + ":" + link + ":" + second, root.toRealPath());

        assertThat(path.toString()).isEqualTo(second.toString());
        assertThatThrownBy(() -> path.find("three")).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void whatIsStartedGetsNoRelativeDirectoryEither() {
        assertThat(new SearchPath(".::bin:" + first, root)).hasToString(first.toString());
    }

    private static void program(Path directory, String name) throws IOException {
        Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
}
