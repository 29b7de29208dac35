package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Length and digest of one file. */
final class FileStateTest {

    @TempDir
    private Path directory;

    @Test
    void aFileOfAnyLengthIsReadToItsEnd() throws IOException {
        byte[] bytes = new byte[300_000];
        Path file = Files.write(directory.resolve("file"), bytes);

        assertThat(FileState.Digested.of(file)).isEqualTo(new FileState.Digested(Sha256.of(bytes), bytes.length));
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThatThrownBy(() -> FileState.Digested.of(link))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic links");
    }
}
