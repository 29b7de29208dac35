package org.corebucket.bridge.automation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of plugin files take no more room than they may. */
final class PluginLogsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Task TASK = new Task("probe", NodeId.of(1), "session");

    @TempDir
    private Path directory;

    @Test
    void aFullLogTakesThePlaceOfTheOneBeforeIt() throws Exception {
        PluginLogs logs = new PluginLogs(directory, 200);
        for (int line = 1; line <= 5; line++) {
            logs.failure(NOW, "plugin.sh", TASK, "timed_out", "line " + line);
        }

        assertThat(Files.readAllLines(directory.resolve("plugin_errors.log")))
                .singleElement()
                .asString()
                .contains("line 5");
        assertThat(Files.readAllLines(directory.resolve("plugin_errors.log.1")))
                .hasSize(2)
                .first()
                .asString()
                .contains("line 3");
    }

    @Test
    void whateverAPluginPrintsMakesNoSecondLine() throws Exception {
        new PluginLogs(directory).errorOutput(NOW, "plugin.sh", TASK, "one\ntwo\r\u2028\u0085three\u001b[2J", 20);

        assertThat(Files.readString(directory.resolve("plugin_errors.log")))
                .hasLineCount(1)
                .matches("[ -~]+\n");
    }
}
