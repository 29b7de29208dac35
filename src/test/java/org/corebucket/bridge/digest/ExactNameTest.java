package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExactNameTest {

    @TempDir
    private Path directory;

    @Test
    void aNameInUtf8IsItsOwnSpelling() {
        assertThat(ExactName.of(Path.of("canonical/caf\u00e9.py"))).isEqualTo("canonical/caf\u00e9.py");
    }

    @Test
    void namesThatDifferInBytesThatAreNotUtf8AreSpelledDifferently() throws Exception {
        make("a\\377b");
        make("a\\376b");
        make("a\\357\\277\\275b");
        make("\\303");

        List<String> names;
        try (Stream<Path> files = Files.list(directory)) {
            names = files.map(directory::relativize).map(ExactName::of).sorted().toList();
        }

        assertThat(names).containsExactlyInAnyOrder("a\uDCFFb", "a\uDCFEb", "a\uFFFDb", "\uDCC3");
    }

    @Test
    void aSpellingHasTheBytesOfTheName() {
        assertThat(ExactName.bytes("a\uDCFF\u00e9")).containsExactly('a', 0xFF, 0xC3, 0xA9);
        assertThat(ExactName.bytes("\uD83D\uDE00")).isEqualTo("\uD83D\uDE00".getBytes(StandardCharsets.UTF_8));
    }

    /** By a program that takes names as bytes, which the JDK does not. */
    private void make(String octal) throws Exception {
        Process sh = new ProcessBuilder("sh", "-c", ": > \"$(printf '" + octal + "')\"")
                .directory(directory.toFile())
                .start();
        assertThat(sh.waitFor()).isZero();
    }
}
