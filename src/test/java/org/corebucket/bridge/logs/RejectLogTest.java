package org.corebucket.bridge.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RejectLogTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void aRefusedEntrypointIsOneLineWithItsTime() throws Exception {
        Path file = directory.resolve("rejects.log");

        new RejectLog(file).append(TIME, new RejectLog.RefusedEntrypoint("forbidden", "a.py", List.of("x"), "why"));

        assertThat(Files.readString(file)).isEqualTo("""
                2026-11-23T08:00:00Z - {"error":"entrypoint_refused","reason":"forbidden","module":"","endpoint":"run",\
                "entrypoint":"a.py","arguments":["x"],"detail":"why"}
                """);
    }

    @Test
    void noValueMakesASecondLineOrSteersATerminal() throws Exception {
        Path file = directory.resolve("rejects.log");
        String hostile = "a\n2026-11-23T08:00:00Z - {}\r\u0085\u2028\u001b[2J\u0000\ud800";

        new RejectLog(file).append(TIME, new RejectLog.RefusedEntrypoint(hostile, hostile, List.of(hostile), hostile));

        assertThat(Files.readString(file)).matches("[ -~]+\\n");
    }

    @Test
    void aTornLineIsEndedFirst() throws Exception {
        Path file = Files.writeString(directory.resolve("rejects.log"), "2026-11-23T07:00:00Z - {\"err");

        new RejectLog(file).append(TIME, new RejectLog.RefusedEntrypoint("changed", "a", List.of(), "b"));

        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
