package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.automation.job.Job.OnMissed;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.MaintenanceWindow;
import org.corebucket.bridge.text.OneLine;

/** Reads the automation's descriptor strictly: a field that is missing, unknown or out of range is refused, with its line. */
public final class JobsReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MOST_RETRIES = 100;
    private static final int LONGEST_NAME = 100;

    private JobsReader() {}

    /**
     * Reads {@code canonical/automation/runner.json} (CONTRACT 3). By default a try takes at most 60 seconds, there are no
     * retries, and missed due times are skipped.
     *
     * @param json the whole file
     * @param source the descriptor's name in messages, usually its path
     * @param modules the modules that the policy registers; no job may send for others
     * @return the jobs in the order of the file, with unique names
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static List<Job> read(byte[] json, String source, Set<String> modules) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        ActionReader actions = new ActionReader(modules);
        List<Job> jobs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonFields element : fields.objects("jobs")) {
            Job job = job(element, actions);
            if (!names.add(job.name())) {
                throw element.malformed("name", "is that of another job", "give each its own");
            }
            jobs.add(job);
        }
        fields.refuseOthers();
        return List.copyOf(jobs);
    }

    private static Job job(JsonFields fields, ActionReader actions) throws MalformedJsonException {
        Job job = new Job(
                name(fields),
                TriggerReader.trigger(fields),
                actions(fields, actions),
                duration(fields, "timeout", TIMEOUT),
                retries(fields),
                onMissed(fields),
                duration(fields, "grace", Job.GRACE),
                MaintenanceWindow.readAll(fields));
        fields.refuseOthers();
        return job;
    }

    private static String name(JsonFields fields) throws MalformedJsonException {
        String name = fields.string("name");
        if (name.isBlank() || name.length() > LONGEST_NAME || !OneLine.isPrintable(name)) {
            throw fields.malformed(
                    "name", "is not a name of 1 to " + LONGEST_NAME + " printable characters", "choose one");
        }
        return name;
    }

    private static List<Action> actions(JsonFields fields, ActionReader reader) throws MalformedJsonException {
        List<Action> actions = new ArrayList<>();
        for (JsonFields element : fields.objects("actions")) {
            actions.add(reader.action(element));
        }
        if (actions.isEmpty()) {
            throw fields.malformed("actions", "is empty", "name what the job does, or remove the job");
        }
        return actions;
    }

    /** The duration in a field, or the default if there is no such field. */
    static Duration duration(JsonFields fields, String name, Duration otherwise) throws MalformedJsonException {
        return fields.has(name) ? DurationText.read(fields, name) : otherwise;
    }

    private static int retries(JsonFields fields) throws MalformedJsonException {
        long retries = fields.has("retries") ? fields.wholeNumber("retries") : 0;
        if (retries < 0 || retries > MOST_RETRIES) {
            throw fields.malformed("retries", "is not from 0 to " + MOST_RETRIES, "correct it");
        }
        return (int) retries;
    }

    private static OnMissed onMissed(JsonFields fields) throws MalformedJsonException {
        if (!fields.has("on_missed")) {
            return OnMissed.SKIP;
        }
        String text = fields.string("on_missed");
        return switch (text) {
            case "skip" -> OnMissed.SKIP;
            case "run_once" -> OnMissed.RUN_ONCE;
            default -> throw unknown(fields, "on_missed", text, "skip or run_once");
        };
    }

    static MalformedJsonException unknown(JsonFields fields, String field, String text, String expected) {
        return fields.refused(field, fields.line(field), Quoted.of(text) + " is unknown", "expected " + expected);
    }
}
