package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How this JDK refuses a link where a file or directory was seen a moment before, in each of the ways in which one is opened. */
final class NotRegularExceptionTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void makeLinks() throws IOException {
        Files.createFile(directory.resolve("file"));
        Files.createDirectory(directory.resolve("directory"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("file"));
        Files.createSymbolicLink(directory.resolve("way"), directory.resolve("directory"));
    }

    @Test
    void aLinkIsNoTroubleOfTheDisk() throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            SecureDirectoryStream<Path> secure = (SecureDirectoryStream<Path>) stream;
            assertThat(refusal(() -> secure.newByteChannel(
                            Path.of("link"), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))))
                    .matches(NotRegularException::isLinkNow);
            assertThat(refusal(() -> secure.newDirectoryStream(Path.of("way"), LinkOption.NOFOLLOW_LINKS)))
                    .matches(NotRegularException::isLinkNow);
            assertThat(refusal(() -> secure.newDirectoryStream(Path.of("file"), LinkOption.NOFOLLOW_LINKS)))
                    .matches(NotRegularException::isLinkNow);
        }
        assertThat(refusal(() -> Files.newInputStream(directory.resolve("link"), LinkOption.NOFOLLOW_LINKS)))
                .matches(NotRegularException::isLinkNow);
    }

    @Test
    void whatIsGoneOrNotForUsIsNoLink() {
        assertThat(refusal(() -> Files.newInputStream(directory.resolve("gone"), LinkOption.NOFOLLOW_LINKS)))
                .matches(e -> !NotRegularException.isLinkNow(e));
        assertThat(new IOException("Input/output error")).matches(e -> !NotRegularException.isLinkNow(e));
    }

    private static IOException refusal(ThrowingCallable opening) {
        return catchThrowableOfType(IOException.class, opening);
    }
}
