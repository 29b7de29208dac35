package org.corebucket.bridge.deployment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be replaced and what is only written to. Devices are made here, so that a mistake costs none of this machine's. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a FIFO that is opened wrongly waits for ever
final class OutputFileTest {

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void realDirectory() throws IOException {
        directory = temporary.toRealPath();
    }

    @Test
    void aNewFileAppears() throws Exception {
        write("report", "text");

        assertThat(directory.resolve("report")).hasContent("text");
        assertThat(names()).containsExactly("report");
    }

    @Test
    void aFileIsReplacedAndKeepsItsMode() throws Exception {
        Path file = Files.writeString(directory.resolve("report"), "a longer text from before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        write("report", "text");

        assertThat(file).hasContent("text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileIsWhatItWasIfItsContentFails() throws Exception {
        Files.writeString(directory.resolve("report"), "before");

        assertThatThrownBy(() -> OutputFile.of(directory.resolve("report")).write(out -> {
                    out.write(1);
                    throw new IOException("no more");
                }))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(directory.resolve("report") + ": no more");
        assertThat(directory.resolve("report")).hasContent("before");
        assertThat(names()).containsExactly("report");
    }

    @Test
    void aLinkToAFileStaysALink() throws Exception {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("other"));

        write("link", "one");
        assertThat(directory.resolve("other")).hasContent("one");
        write("link", "two");

        assertThat(directory.resolve("link")).isSymbolicLink();
        assertThat(directory.resolve("other")).hasContent("two").isRegularFile();
    }

    @Test
    void linksInACircleAreRefused() throws Exception {
        Files.createSymbolicLink(directory.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));

        assertThatThrownBy(() -> write("a", "text")).hasMessageContaining("circle");
        assertThat(directory.resolve("a")).isSymbolicLink();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeviceIsWrittenToAndStaysADevice(boolean linked) throws Exception {
        makeDevice("null", "3");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("null"));

        write(linked ? "link" : "null", "text");

        assertThat(isDevice("null")).isTrue();
        assertThat(directory.resolve("link")).isSymbolicLink();
    }

    @Test
    void aFullDeviceSaysSo() throws Exception {
        makeDevice("full", "7");

        assertThatThrownBy(() -> write("full", "text"))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(directory.resolve("full") + ": No space left on device");
        assertThat(isDevice("full")).isTrue();
    }

    @Test
    void aFifoIsWrittenTo() throws Exception {
        Path fifo = directory.resolve("fifo");
        SpecialFiles.fifo(fifo);
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try {
                return InputFile.of(fifo).bytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        write("fifo", "text");

        assertThat(read.get()).asString(US_ASCII).isEqualTo("text");
        assertThat(Files.isRegularFile(fifo)).isFalse();
        assertThat(names()).containsExactly("fifo");
    }

    @Test
    void noDirectoryIsMade() throws Exception {
        assertThatThrownBy(() -> write("missing/report", "text"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageEndingWith("there is no directory " + directory.resolve("missing") + "; make it first");
        assertThat(names()).isEmpty();
    }

    @Test
    void nothingIsMadeAmongTheDevices() {
        Path nowhere = Path.of("/dev/bridgectl-no-such-device");

        assertThatThrownBy(() -> OutputFile.of(nowhere).write(out -> out.write(1)))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThat(nowhere).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
    void standardOutputHasFourNames(String name) {
        assertThat(OutputFile.of(Path.of(name), directory).isStandardOutput()).isTrue();
    }

    private void write(String name, String text) throws IOException {
        OutputFile.of(Path.of(name), directory).write(out -> out.write(text.getBytes(US_ASCII)));
    }

    private void makeDevice(String name, String minor) throws Exception {
        Process mknod =
                new ProcessBuilder("mknod", "-m", "666", directory.resolve(name).toString(), "c", "1", minor).start();
        boolean made = mknod.waitFor() == 0;
        boolean opens = made
                && new ProcessBuilder("sh", "-c", ": > " + directory.resolve(name))
                                .start()
                                .waitFor()
                        == 0;
        assumeTrue(opens, "only root makes devices, where devices are allowed");
    }

    private boolean isDevice(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isSymbolicLink(file);
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
