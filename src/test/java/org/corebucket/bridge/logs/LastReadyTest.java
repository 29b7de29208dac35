package org.corebucket.bridge.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LastReadyTest {

    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00Z");
    private static final String READY =
            "{\"timestamp\":\"2026-11-23T10:00:00Z\",\"system_status\":\"READY\",\"partial\":false}\n";
    private static final String BLOCKED =
            "{\"timestamp\":\"2026-11-23T11:00:00Z\",\"system_status\":\"BLOCKED\",\"partial\":false}\n";

    @TempDir
    private Path directory;

    @Test
    void isNotKnownWithoutALog() throws IOException {
        assertThat(LastReady.in(directory.resolve("log"))).isEmpty();
    }

    @Test
    void isTheLastOfSeveral() throws IOException {
        assertThat(LastReady.in(log(READY.replace("T10", "T09") + READY + BLOCKED)))
                .contains(TIME);
    }

    @Test
    void isFoundFarBehindOtherLines() throws IOException {
        assertThat(LastReady.in(log(READY + BLOCKED.repeat(20_000)))).contains(TIME);
    }

    @Test
    void isFoundBehindALineLongerThanABlock() throws IOException {
        String large = BLOCKED.replace("BLOCKED\"", "BLOCKED\",\"x\":\"" + "x".repeat(600_000) + "\"");
        assertThat(LastReady.in(log(BLOCKED + READY + large))).contains(TIME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "{\"timestamp\":\"2026-11-23T11:00:00Z\",\"system_status\":\"READY\",\"partial\":true}\n",
                "{\"timestamp\":\"yesterday\",\"system_status\":\"READY\",\"partial\":false}\n",
                "{\"timestamp\":\"2026-11-23T11:00:00Z\",\"system_status\":\"READY\",\"par",
                "{\"timestamp\":\"2026-11-23T11:00:00Z\",\"text\":\"\\\"system_status\\\":\\\"READY\\\"\"}\n",
                "[\"system_status\",\"READY\"]\n",
            })
    void otherLinesSayNothing(String line) throws IOException {
        assertThat(LastReady.in(log(line))).isEmpty();
        assertThat(LastReady.in(log(READY + line))).contains(TIME);
    }

    @Test
    void aDirectoryInThePlaceOfTheLogSaysNothing() throws IOException {
        assertThat(LastReady.in(directory)).isEmpty();
    }

    private Path log(String text) throws IOException {
        return Files.writeString(directory.resolve("log"), text);
    }
}
