package org.corebucket.bridge.bridge.golive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rehearsal writes is for its owner alone, and goes with it. */
final class ScratchDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void onlyItsOwnerMayLookIntoIt() throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.in(parent)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scratch.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void allThatLiesInItIsRemovedWithIt() throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.in(parent)) {
            Path below = Files.createDirectories(scratch.path().resolve("logs/more"));
            Files.createFile(below.resolve("line"));
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatALinkInItPointsToStays() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.createFile(outside.resolve("file"));

        try (ScratchDirectory scratch = ScratchDirectory.in(parent)) {
            Files.createSymbolicLink(scratch.path().resolve("link"), outside);
        }

        assertThat(outside.resolve("file")).exists();
        assertThat(parent).isDirectoryContaining("glob:**/outside");
    }

    @Test
    void oneThatIsGoneAlreadyCanBeClosed() throws Exception {
        try (ScratchDirectory scratch = ScratchDirectory.in(parent)) {
            Files.delete(scratch.path());
        }

        assertThat(parent).isEmptyDirectory();
    }
}
