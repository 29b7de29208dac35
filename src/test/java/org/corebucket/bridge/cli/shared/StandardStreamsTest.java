package org.corebucket.bridge.cli.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.corebucket.bridge.testkit.SpecialFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Standard streams whose other end is a real pipe of 64 KiB, read by a process when the test says so. */
@Timeout(60)
final class StandardStreamsTest {

    private static final String LINE =
            "automation: node-001 a ok (12 ms), and what else there is to say of it".repeat(2);

    private Path go;
    private Path read;
    private Process reader;
    private StandardStreams streams;

    @BeforeEach
    void aReaderThatWaits(@TempDir Path directory) throws Exception {
        go = directory.resolve("go");
        read = directory.resolve("read");
        SpecialFiles.fifo(go);
        reader = new ProcessBuilder("sh", "-c", "read line < \"$0\"; exec cat > \"$1\"", go.toString(), read.toString())
                .start();
        OutputStream pipe = reader.getOutputStream();
        streams = new StandardStreams(pipe, OutputStream.nullOutputStream());
    }

    @AfterEach
    void endTheReader() {
        reader.destroyForcibly();
    }

    @Test
    void aPipeThatNobodyReadsMakesNobodyWait() {
        streams.neverWait();

        print(20_000);

        assertThat(reader.isAlive()).isTrue();
    }

    @Test
    void whatIsReadInTimeIsWhole() throws Exception {
        streams.neverWait();
        print(1_000);
        letItRead();

        assertThat(streams.finish()).isFalse();

        assertThat(lines()).hasSize(1_000).allMatch(line -> line.endsWith(LINE));
    }

    @Test
    void whatIsFlushedAtOnceIsWholeHoweverLargeItIs() throws Exception {
        streams.neverWait();
        for (int i = 0; i < 20_000; i++) {
            streams.out().println(i + LINE);
        }
        streams.out().flush();
        letItRead();

        assertThat(streams.finish()).isFalse();

        assertThat(lines()).hasSize(20_000);
    }

    @Test
    void whatIsDroppedIsCountedAndSaidOnStandardErrorOnceThereIsRoom(@TempDir Path directory) throws Exception {
        Path errors = directory.resolve("errors");
        try (OutputStream err = Files.newOutputStream(errors)) {
            streams = new StandardStreams(reader.getOutputStream(), err);
            streams.neverWait();
            print(20_000);
            letItRead();
            streams.finish();

            long kept = lines().size();
            assertThat(kept).isBetween(1_000L, 10_000L);
            assertThat(dropped(Files.readAllLines(errors), "standard output")).isEqualTo(20_000 - kept);
        }
    }

    @Test
    void anErrorOutputThatNobodyReadsMakesNobodyWaitAndSaysItselfWhatItDropped() throws Exception {
        streams = new StandardStreams(OutputStream.nullOutputStream(), reader.getOutputStream());
        streams.neverWait();
        for (int i = 0; i < 20_000; i++) {
            streams.err().println(i + LINE);
            streams.err().flush();
        }
        letItRead();
        streams.finish();

        List<String> lines = lines();
        long kept = lines.stream().filter(line -> line.endsWith(LINE)).count();
        assertThat(lines).startsWith("0" + LINE);
        assertThat(dropped(lines, "standard error")).isEqualTo(20_000 - kept).isPositive();
    }

    @Test
    void theEndGivesUpWhatNobodyReads() {
        streams.neverWait();
        print(20_000);

        assertThat(streams.finish()).isFalse();

        assertThat(reader.isAlive()).isTrue();
    }

    @Test
    void aReaderThatIsGoneIsNoReasonToWaitEither() throws Exception {
        streams.neverWait();
        reader.destroyForcibly();
        reader.waitFor();
        print(20_000);

        assertThat(streams.finish()).isTrue();
    }

    private void print(int lines) {
        for (int i = 0; i < lines; i++) {
            streams.out().println(i + LINE);
            streams.out().flush();
        }
    }

    /** How many lines the notes say are missing. */
    private static long dropped(List<String> lines, String stream) {
        Pattern note = Pattern.compile("bridgectl: ([0-9]+) lines? of " + stream
                + " were dropped, since nobody read it in time; nothing else waited for that");
        return lines.stream()
                .map(note::matcher)
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private void letItRead() throws IOException {
        Files.writeString(go, "go\n");
    }

    /** What the reader got, once nothing more comes. */
    private List<String> lines() throws Exception {
        reader.getOutputStream().close();
        assertThat(reader.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(read, StandardCharsets.UTF_8);
    }
}
