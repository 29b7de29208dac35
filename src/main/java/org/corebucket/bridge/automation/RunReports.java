package org.corebucket.bridge.automation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonArray;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.BackwardLines;
import org.jspecify.annotations.Nullable;

/**
 * The last run of each job of each node, from the newest reports of automation (CONTRACT 3). Reports are for people: a line
 * that is none is counted and passed over.
 */
public final class RunReports {

    /** So many of the newest are read in each directory; a job that is in none of them did not run for long. */
    private static final int NEWEST = 32;

    private static final int MOST_NODES = 64;
    private static final int FARTHEST_BACK = 1 << 20;

    private final Path root;
    private final Map<String, JobRun> last = new TreeMap<>();
    private long unreadable;

    private RunReports(Path root) {
        this.root = root;
    }

    /**
     * The last run of a job.
     *
     * @param node empty if the report does not say
     * @param runId empty if the report does not say
     * @param success whether it ended well, as the report states, or as all its actions say
     * @param file the report, relative to the root
     */
    public record JobRun(String node, String job, String runId, Instant time, boolean success, String file) {}

    /** Those of a deployment; none if automation never ran. */
    public static RunReports of(Deployment deployment) throws IOException {
        RunReports reports = new RunReports(deployment.root());
        Path directory = deployment.reports();
        reports.read(directory);
        for (Path node : newest(directory, "node-*", MOST_NODES)) {
            if (Files.isDirectory(node, LinkOption.NOFOLLOW_LINKS)) {
                reports.read(node);
            }
        }
        return reports;
    }

    /** Sorted by job, then node. */
    public List<JobRun> last() {
        return List.copyOf(last.values());
    }

    /** How many lines said nothing. */
    public long unreadable() {
        return unreadable;
    }

    private void read(Path directory) throws IOException {
        for (Path file : newest(directory, "run_*.jsonl", NEWEST)) {
            String name = root.relativize(file).toString();
            try (BackwardLines lines = BackwardLines.ofLog(file, FARTHEST_BACK)) {
                while (lines.previous()) {
                    note(lines.text(), name);
                }
            }
        }
    }

    /** The last ones by name, which is by time, the newest first; none if there is no such directory. */
    private static List<Path> newest(Path directory, String pattern, int most) throws IOException {
        PriorityQueue<Path> newest = new PriorityQueue<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
                for (Path file : files) {
                    newest.add(file);
                    if (newest.size() > most) {
                        newest.remove();
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        List<Path> sorted = new ArrayList<>(newest);
        sorted.sort(Collections.reverseOrder());
        return sorted;
    }

    private void note(String line, String file) {
        if (line.isBlank()) {
            return;
        }
        JobRun run = run(line, file);
        if (run == null) {
            unreadable++;
            return;
        }
        String key = run.job() + "\n" + run.node();
        JobRun known = last.get(key);
        if (known == null || known.time().isBefore(run.time())) {
            last.put(key, run);
        }
    }

    private static @Nullable JobRun run(String line, String file) {
        try {
            if (Json.parse(line.getBytes(StandardCharsets.ISO_8859_1), file) instanceof JsonObject run
                    && run.members().get("job_name") instanceof JsonString job
                    && run.members().get("timestamp") instanceof JsonString time) {
                return new JobRun(
                        run.text("node_id").orElse(""),
                        job.text(),
                        run.text("run_id").orElse(""),
                        UtcTime.parse(time.text()),
                        isSuccess(run),
                        file);
            }
        } catch (MalformedJsonException | DateTimeException e) {
            return null;
        }
        return null;
    }

    /** A report that states how it ended is believed: actions that failed in one try may have succeeded in the next. */
    private static boolean isSuccess(JsonObject run) {
        if (run.members().get("state") instanceof JsonString state) {
            return state.text().equals("ok");
        }
        boolean success = run.members().get("actions") instanceof JsonArray;
        if (run.members().get("actions") instanceof JsonArray actions) {
            for (JsonValue action : actions.elements()) {
                success &=
                        action instanceof JsonObject one && isTrue(one.members().get("success"));
            }
        }
        return success;
    }

    private static boolean isTrue(@Nullable JsonValue value) {
        return value instanceof JsonBoolean truth && truth.value();
    }
}
