package org.corebucket.bridge.bridge.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures in a file. */
final class FiguresFileTest extends FigureStoreContract {

    private final List<String> notes = new ArrayList<>();

    @TempDir
    private Path directory;

    @Override
    protected FigureStore open() throws Exception {
        Files.createDirectories(directory.resolve("insight"));
        return new FiguresFile(new Deployment(directory), notes::add);
    }

    @Test
    void aBusyDayFitsIntoTheFile() throws Exception {
        Latencies every = new Latencies();
        for (double millis = 0.01; millis < 100_000; millis *= 1.05) {
            for (int i = 0; i < 999; i++) {
                every.add(millis);
            }
        }
        List<MinuteFigures> day = new ArrayList<>();
        Instant minute = MINUTE.minus(Duration.ofHours(24));
        for (int i = 0; i <= 24 * 60; i++) {
            day.add(new MinuteFigures(
                    minute.plus(Duration.ofMinutes(i)),
                    new FigureCounts(99_999, 99_999, 99_999, 99_999, 99_999, every)));
        }
        write(open(), NOW, day.toArray(new MinuteFigures[0]));

        assertThat(open().read(NOW)).hasSize(24 * 60 + 1);
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "\u0000\u0000",
                "{\"minutes\": [{\"minute\": \"yesterday\"}]}",
                "{\"minutes\": [{\"minute\": \"2026-11-23T07:00:00Z\", \"failures\": -1}]}",
                "{\"errors\": [{\"minute\": \"2026-11-23T07:00:00Z\", \"count\": 1, \"sum\": 1}]}"
            })
    void aFileThatCanNotBeReadCostsTheFiguresAlone(String content) throws Exception {
        FigureStore store = open();
        Files.writeString(directory.resolve("insight/figures.json"), content);

        assertThat(store.read(NOW)).isEmpty();
        assertThat(notes).singleElement().asString().contains("begin anew");
    }
}
