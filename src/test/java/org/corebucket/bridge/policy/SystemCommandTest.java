package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command for which nothing is staged names nothing of the live tree, however it is written. */
final class SystemCommandTest {

    @TempDir
    private Path directory;

    private Path outside;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        outside = directory.toRealPath();
        root = Files.createDirectory(outside.resolve("root"));
        Files.createFile(root.resolve("file"));
        Files.createSymbolicLink(outside.resolve("link"), root.resolve("file"));
    }

    /** Words with bars between them; {@code ROOT} is the root, {@code OUTSIDE} the directory beside it. */
    private SystemCommand command(String line) {
        return new SystemCommand(List.of(line.replace("ROOT", root.toString())
                .replace("OUTSIDE", outside.toString())
                .split("\\|", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROOT/file",
                "sh|ROOT/file",
                "sh|ROOT",
                "sh|-c|cat ROOT/file|true",
                "notify|--config=ROOT/file",
                "notify|OUTSIDE/link",
                "notify|--config=OUTSIDE/link",
                "notify|OUTSIDE/root/../root/file"
            })
    void whatLiesInTheLiveTreeIsNamed(String line) {
        assertThat(command(line).liveTree(root).orElseThrow())
                .endsWith("which lies in the live tree: nothing verifies it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"./notify", "scripts/notify|text", "../root/file"})
    void aProgramIsNotLookedForBelowTheRoot(String line) {
        assertThat(command(line).liveTree(root).orElseThrow()).contains("a path below the root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notify",
                "notify|some/word",
                "/bin/sh|-c|cat >/dev/null",
                "notify|ROOT-other/file",
                "notify|ROOT.old",
                "notify|OUTSIDE/none"
            })
    void whatLiesElsewhereIsAllowed(String line) {
        assertThat(command(line).liveTree(root)).isEmpty();
    }

    @Test
    void aCommandHasWords() {
        assertThatThrownBy(() -> new SystemCommand(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
