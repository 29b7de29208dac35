package org.corebucket.bridge.deployment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a FIFO that is opened wrongly waits for ever
final class InputFileTest {

    @TempDir
    private Path directory;

    @Test
    void aFileIsReadAnewEachTime() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "one");
        InputFile input = InputFile.of(file);

        assertThat(input.bytes()).asString(US_ASCII).isEqualTo("one");
        Files.writeString(file, "two");
        assertThat(input.bytes()).asString(US_ASCII).isEqualTo("two");
        assertThat(input.isRegular()).isTrue();
    }

    @Test
    void whatCameThroughAFifoIsKept() throws Exception {
        InputFile input = fifo("first\nsecond\n");

        assertThat(input.isRegular()).isFalse();
        assertThat(input.text()).isEqualTo("first\nsecond\n");
        assertThat(input.text()).isEqualTo("first\nsecond\n");
    }

    @Test
    void aFifoIsReadAsAStreamThatKnowsWhatIsWaiting() throws Exception {
        try (InputStream in = fifo("0123456789").open()) {
            assertThat(in.read()).isEqualTo('0');
            assertThat(in.readNBytes(4)).asString(US_ASCII).isEqualTo("1234");
            assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("56789");
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void theFirstLineOfAPipeIsKept() throws Exception {
        InputFile input = fifo("secret\r\nrest");

        assertThat(input.firstLine(1024)).asString(US_ASCII).isEqualTo("secret");
        assertThat(input.firstLine(1024)).asString(US_ASCII).isEqualTo("secret");
    }

    @Test
    void noMoreOfALineIsReadThanIsAskedFor() throws Exception {
        assertThat(InputFile.of(Path.of("/dev/zero")).firstLine(10)).hasSize(10);
    }

    @Test
    void whatNeverEndsIsReadToTheLimit() {
        assertThatThrownBy(() -> InputFile.of(Path.of("/dev/zero")).bytes())
                .isInstanceOf(InputFile.TooLongException.class)
                .hasMessage("/dev/zero: it is longer than 16777216 bytes, and so not what is wanted here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"})
    void standardInputHasFourNames(String name) {
        InputFile input = InputFile.of(Path.of(name), directory);

        assertThat(input.name()).isEqualTo("standard input");
        assertThat(input.path()).isNull();
        assertThat(input.isRegular()).isFalse();
    }

    @Test
    void aFileCalledMinusHasAPath() throws Exception {
        Files.writeString(directory.resolve("-"), "minus");

        assertThat(InputFile.of(Path.of("./-"), directory).text()).isEqualTo("minus");
    }

    @Test
    void aDirectoryIsNamed() {
        assertThatThrownBy(() -> InputFile.of(directory).open())
                .isInstanceOf(FileSystemException.class)
                .hasMessage(directory + ": it is a directory, and a file is wanted");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> InputFile.of(directory.resolve("nowhere")).bytes())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
    }

    private InputFile fifo(String content) throws Exception {
        Path fifo = directory.resolve("fifo");
        SpecialFiles.fifo(fifo);
        Thread writer = new Thread(() -> {
            try (OutputStream out = Files.newOutputStream(fifo)) {
                out.write(content.getBytes(US_ASCII));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return InputFile.of(fifo);
    }
}
