package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * The logs of plugin files (CONTRACT 3): {@code engine.log} has what they printed, {@code plugin_errors.log} what went wrong
 * with them. A line is {@code TIMESTAMP - JSON}; whatever a plugin prints is escaped, and makes no second one. A full log
 * makes room by taking the place of the one before it, {@code .1}. For many threads.
 */
final class PluginLogs {

    /** Where a plugin's results go. */
    static final String RESULTS = "engine.log";

    /** Where error output, time-outs and failures go. */
    static final String ERRORS = "plugin_errors.log";

    private static final long MOST_BYTES = 16L << 20;

    private final Path directory;
    private final long mostBytes;

    /** The logs in a directory. */
    PluginLogs(Path directory) {
        this(directory, MOST_BYTES);
    }

    PluginLogs(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    /**
     * What a plugin printed.
     *
     * @throws IOException if it is not on disk, as with all that follow
     */
    void result(Instant time, String plugin, Task task, Duration took, JsonValue value) throws IOException {
        append(
                RESULTS,
                time,
                plugin,
                task,
                json -> json.field("duration_ms", took.toMillis()).field("result", value));
    }

    /** How a command ended, with both ends of what it printed, and how much that was in all. */
    void commandEnded(Instant time, String command, Task task, Duration took, int exitCode, BoundedOutput output)
            throws IOException {
        append(RESULTS, time, command, task, json -> {
            json.field("duration_ms", took.toMillis())
                    .field("exit_code", exitCode)
                    .field("bytes", output.count())
                    .field("text", output.beginning());
            if (!output.end().isEmpty()) {
                json.field("end", output.end());
            }
        });
    }

    /** What it wrote to its error output: the beginning, and how much it was in all. */
    void errorOutput(Instant time, String plugin, Task task, String beginning, long bytes) throws IOException {
        append(
                ERRORS,
                time,
                plugin,
                task,
                json -> json.field("event", "stderr").field("bytes", bytes).field("text", beginning));
    }

    /** What a plugin that failed had written to its standard output: both ends, and how much it was in all. */
    void failedOutput(Instant time, String plugin, Task task, String beginning, String end, long bytes)
            throws IOException {
        append(ERRORS, time, plugin, task, json -> {
            json.field("event", "stdout").field("bytes", bytes).field("text", beginning);
            if (!end.isEmpty()) {
                json.field("end", end);
            }
        });
    }

    /**
     * What went wrong.
     *
     * @param event what kind of failure, like {@code timed_out}
     * @param detail in words
     */
    void failure(Instant time, String plugin, Task task, String event, String detail) throws IOException {
        append(ERRORS, time, plugin, task, json -> json.field("event", event).field("detail", detail));
    }

    private void append(String log, Instant time, String plugin, Task task, JsonWriter.Members members)
            throws IOException {
        String line = JsonWriter.object(json -> {
            json.field("plugin", plugin)
                    .field("job", task.job())
                    .field("node_id", task.node().text());
            members.writeTo(json);
        });
        append(directory.resolve(log), UtcTime.of(time) + " - " + line);
    }

    private synchronized void append(Path file, String line) throws IOException {
        if (isFull(file)) {
            DurableFiles.move(file, file.resolveSibling(file.getFileName() + ".1"));
        }
        new SharedLineFile(file).append(line);
    }

    private boolean isFull(Path file) throws IOException {
        try {
            return Files.size(file) > mostBytes;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
