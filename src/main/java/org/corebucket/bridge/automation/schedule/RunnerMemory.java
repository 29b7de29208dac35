package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * What a runner must know after a crash, in {@code slots.state.json}: the progress of each job, the runs that have begun, and
 * the size of the file of slots when this was written. Lines of that file beyond this size were written afterwards.
 */
final class RunnerMemory {

    private static final String FILE = "slots.state.json";
    private static final int MODE = 0644;

    private final Path file;
    private final DurableFiles files;

    /** The progress of each job, by its name. */
    final Map<String, JobProgress> jobs = new TreeMap<>();

    /** The runs that have begun, in the order in which they began. */
    final List<BegunRun> running = new ArrayList<>();

    /** The size of the file of slots when this was written. */
    long size;

    /**
     * The time to which the clock has gone back, until the slots that are open again have been removed from the file of slots;
     * then null.
     */
    @Nullable
    Instant goingBack;

    private RunnerMemory(Path directory) {
        this.file = directory.resolve(FILE);
        this.files = new DurableFiles(directory.resolve(".staging"));
    }

    /**
     * Whether the file was there and could be read. If not, the progress is taken from the file of slots, as far as that has
     * it.
     */
    boolean isKnown;

    /**
     * Loads what was last saved in a directory. It is empty if nothing was, or if the file is damaged, in which case the file
     * is set aside.
     *
     * @param told is told of a damaged file
     */
    static RunnerMemory load(Path directory, Consumer<String> told) throws IOException {
        RunnerMemory memory = new RunnerMemory(directory);
        memory.files.sweep();
        if (SlotAside.isNoFile(memory.file)) {
            return setAside(directory, "it is no file", told);
        }
        try {
            memory.read();
            memory.isKnown = true;
            return memory;
        } catch (NoSuchFileException e) {
            return memory;
        } catch (MalformedJsonException | DateTimeException e) {
            return setAside(directory, String.valueOf(e.getMessage()), told);
        }
    }

    /** The progress of each job as it was last saved in a directory. Changes nothing, and is empty for a file that can't be understood. */
    static Map<String, JobProgress> peek(Path directory) throws IOException {
        RunnerMemory memory = new RunnerMemory(directory);
        try {
            memory.read();
            return memory.jobs;
        } catch (NoSuchFileException | MalformedJsonException | DateTimeException e) {
            // The next runner says so, and sets the file aside.
            return Map.of();
        }
    }

    private static RunnerMemory setAside(Path directory, String why, Consumer<String> told) throws IOException {
        RunnerMemory memory = new RunnerMemory(directory);
        Path aside = SlotAside.setAside(memory.file);
        told.accept(memory.file + " can't be understood, and is now " + aside.getFileName() + ": " + why
                + "; what a job was last due is taken from " + SlotLog.FILE
                + ", and the first due time after that, which may have begun, is recorded as stopped");
        return memory;
    }

    private void read() throws IOException, MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(Files.readAllBytes(file), file.toString()), file.toString());
        size = fields.wholeNumber("size");
        goingBack = fields.has("going_back") ? time(fields, "going_back") : null;
        JsonFields progress = fields.object("jobs");
        for (String job : progress.names()) {
            jobs.put(job, progress(progress.object(job)));
        }
        for (JsonFields begun : fields.objects("running")) {
            running.add(
                    new BegunRun(begun.string("job"), time(begun, "due"), time(begun, "started"), begun.truth("once")));
        }
    }

    private static JobProgress progress(JsonFields fields) throws MalformedJsonException {
        JobProgress progress =
                new JobProgress(fields.string("trigger"), time(fields, "anchor"), time(fields, "settled"));
        for (JsonString due : fields.lines("ahead")) {
            progress.ahead().add(UtcTime.parse(due.text()));
        }
        return progress;
    }

    private static Instant time(JsonFields fields, String name) throws MalformedJsonException {
        return UtcTime.parse(fields.string(name));
    }

    /** Makes all of it durable. */
    void save() throws IOException {
        String text = JsonWriter.object(json -> {
            json.field("size", size);
            if (goingBack != null) {
                json.field("going_back", UtcTime.of(goingBack));
            }
            json.beginObject("jobs");
            for (Map.Entry<String, JobProgress> job : jobs.entrySet()) {
                write(json.beginObject(job.getKey()), job.getValue());
            }
            json.endObject().beginArray("running");
            for (BegunRun begun : running) {
                write(json.beginObject(), begun);
            }
            json.endArray();
        });
        files.write(file, (text + "\n").getBytes(StandardCharsets.US_ASCII), MODE);
    }

    private static void write(JsonWriter json, JobProgress progress) throws IOException {
        List<String> ahead = progress.ahead().tailSet(progress.settled(), false).stream()
                .map(UtcTime::of)
                .toList();
        json.field("trigger", progress.trigger())
                .field("anchor", UtcTime.of(progress.anchor()))
                .field("settled", UtcTime.of(progress.settled()))
                .strings("ahead", ahead)
                .endObject();
    }

    private static void write(JsonWriter json, BegunRun begun) throws IOException {
        json.field("job", begun.job())
                .field("due", UtcTime.of(begun.due()))
                .field("started", UtcTime.of(begun.started()))
                .field("once", begun.once())
                .endObject();
    }
}
