package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeCopierTest {

    @TempDir
    private Path root;

    @Test
    void theDigestIsThatOfTheCopiedBytes() throws Exception {
        byte[] content = new byte[300_000];
        new Random(20261123).nextBytes(content);
        Files.createDirectory(root.resolve("a"));
        Files.write(root.resolve("a/file"), content);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        try (TreeCopier copier = new TreeCopier(root)) {
            assertThat(copier.copy("a/file", copy)).isEqualTo(new FileState.Digested(Sha256.of(content), 300_000));
        }
        assertThat(copy.toByteArray()).isEqualTo(content);
    }

    @Test
    void aLinkIsNotFollowedWhereverItStands() throws Exception {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/file"), "secret");
        Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
        Files.createSymbolicLink(root.resolve("file"), Path.of("real/file"));
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        try (TreeCopier copier = new TreeCopier(root)) {
            assertThat(copier.copy("link/file", copy)).isEqualTo(new FileState.Unreachable("link", "a symbolic link"));
            assertThat(copier.copy("file", copy)).isEqualTo(new FileState.NotRegular("a symbolic link"));
        }
        assertThat(copy.size()).isZero();
    }

    @Test
    void aTargetThatFailsIsNoFindingAboutTheFile() throws Exception {
        Files.writeString(root.resolve("file"), "content");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left on device");
            }
        };

        try (TreeCopier copier = new TreeCopier(root)) {
            assertThatThrownBy(() -> copier.copy("file", full))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left on device");
        }
    }
}
