package org.corebucket.bridge.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.corebucket.bridge.testkit.FailingDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many append to one file, and no line is spoilt by another. */
final class SharedLineFileTest {

    @TempDir
    private Path directory;

    private final FailingDisk disk = new FailingDisk(FileDisk.byUmask());

    @Test
    void aLineTakesOneWriteAndOneForce() throws Exception {
        Path file = directory.resolve("made/log");
        new SharedLineFile(disk, file).append("caf\u00e9");

        assertThat(file).hasContent("caf\u00e9\n");
        assertThat(disk.writes).hasValue(1);
        assertThat(disk.forces).hasValue(1);
    }

    @Test
    void whatAFailureLeavesTornIsEndedByTheNextLine() throws Exception {
        Path file = directory.resolve("log");
        SharedLineFile lines = new SharedLineFile(disk, file);
        disk.failingWrites.set(1);
        assertThatThrownBy(() -> lines.append("abcdefg")).hasMessage("Input/output error");
        assertThat(file).hasContent("abcd");

        lines.append("two");

        assertThat(file).hasContent("abcd\ntwo\n");
        assertThat(disk.open).hasValue(0);
    }

    @Test
    void aLineThatIsNotForcedIsNotThere() {
        disk.failingForces.set(1);

        assertThatThrownBy(() -> new SharedLineFile(disk, directory.resolve("log")).append("one"))
                .hasMessage("Input/output error");
    }

    @Test
    void aTornLineIsEndedForOthersToo() throws Exception {
        Path file = Files.writeString(directory.resolve("log"), "tor");
        new SharedLineFile(file).endTorn();
        new SharedLineFile(file).endTorn();
        assertThat(file).hasContent("tor\n");

        new SharedLineFile(directory.resolve("none")).endTorn();
        assertThat(directory.resolve("none")).isEmptyFile();
    }

    @Test
    void whatIsNoFileIsNamedAndLeftAlone() {
        assertThatThrownBy(() -> new SharedLineFile(directory).append("one"))
                .hasMessage(directory + ": it is a directory");
    }

    @Test
    void linesOfManyWritersAreWhole() throws Exception {
        Path file = directory.resolve("log");
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Future<?>> written = IntStream.range(0, 40)
                .<Future<?>>mapToObj(i -> writers.submit(() -> {
                    new SharedLineFile(file).append(Integer.toString(i % 10).repeat(10_000));
                    return null;
                }))
                .toList();
        for (Future<?> each : written) {
            each.get();
        }
        writers.shutdown();

        // Who looks while another is writing may take a line for torn, and leaves an empty one.
        assertThat(Files.readAllLines(file).stream()
                        .filter(line -> !line.isEmpty())
                        .filter(line -> line.matches("(.)\\1{9999}")))
                .hasSize(40);
        assertThat(Files.readString(file).replace("\n", "")).hasSize(400_000);
    }
}
