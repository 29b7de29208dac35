package org.corebucket.bridge.automation.schedule;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code slots.jsonl}: a due time of a job, and how it ended.
 *
 * @param started when its run began; null if there was none
 * @param ended when its run ended; null if there was none, or if a crash ended it
 * @param once whether the job was run by hand with {@code --once}, and not by its trigger
 */
public record Slot(
        String job,
        Instant due,
        SlotState state,
        @Nullable Instant started,
        @Nullable Instant ended,
        boolean once) {

    /** A due time at which nothing ran. */
    static Slot withoutRun(String job, Instant due, SlotState state) {
        return new Slot(job, due, state, null, null, false);
    }

    /**
     * Reads a line.
     *
     * @return the slot; empty if the line does not have the form that {@link #line} writes
     */
    public static Optional<Slot> parse(String line) {
        try {
            JsonFields fields = JsonFields.of(Json.parse(line.getBytes(StandardCharsets.UTF_8), "slots"), "slots");
            Instant due = UtcTime.parse(fields.string("due"));
            SlotState state = fields.word("state", SlotState.values());
            boolean once = fields.has("once") && fields.truth("once");
            return Optional.of(
                    new Slot(fields.string("job"), due, state, time(fields, "started"), time(fields, "ended"), once));
        } catch (MalformedJsonException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Instant time(JsonFields fields, String name) throws MalformedJsonException {
        return fields.has(name) ? UtcTime.parse(fields.string(name)) : null;
    }

    /** The line, without its line feed. */
    String line() {
        return JsonWriter.object(json -> {
            json.field("job", job).field("due", UtcTime.of(due)).field("state", state.text());
            if (started != null) {
                json.field("started", UtcTime.of(started));
            }
            if (ended != null) {
                json.field("ended", UtcTime.of(ended));
            }
            if (once) {
                json.field("once", true);
            }
        });
    }
}
