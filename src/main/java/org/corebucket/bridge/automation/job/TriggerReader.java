package org.corebucket.bridge.automation.job;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;

/** Reads when a job is due. */
final class TriggerReader {

    private static final double SHORTEST_SECONDS = 1;

    /**
     * The longest interval, a hundred years: longer ones are mistakes, and could lead beyond the calendar when they are added
     * to a time.
     */
    private static final double LONGEST_SECONDS = 36_525.0 * 86_400;

    private static final int MILLIS = 1000;
    private static final int MINUTE = 60;

    private TriggerReader() {}

    /** The trigger of a job. A job without one is due at the runner's interval. */
    static Trigger trigger(JsonFields job) throws MalformedJsonException {
        if (!job.has("trigger")) {
            return new Trigger.RunnerInterval();
        }
        JsonFields fields = job.object("trigger");
        String type = fields.string("type");
        Trigger trigger = switch (type) {
            case "onStartup" -> new Trigger.OnStartup();
            case "intervalMinutes" -> new Trigger.Every(interval(fields, MINUTE));
            case "intervalSeconds" -> new Trigger.Every(interval(fields, 1));
            case "cron" -> cron(fields, "value");
            default ->
                throw JobsReader.unknown(fields, "type", type, "onStartup, intervalMinutes, intervalSeconds or cron");
        };
        fields.refuseOthers();
        return trigger;
    }

    private static Duration interval(JsonFields fields, int unit) throws MalformedJsonException {
        double seconds = fields.number("value") * unit;
        if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
            throw fields.malformed("value", "is not from a second to a hundred years", "correct it");
        }
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }

    /** The times of the cron expression in a field, in the zone beside it. */
    static Trigger.CronTrigger cron(JsonFields fields, String name) throws MalformedJsonException {
        String expression = fields.string(name);
        try {
            CronExpression.parse(expression);
        } catch (IllegalArgumentException e) {
            throw fields.refused(
                    name, fields.line(name), String.valueOf(e.getMessage()), "write one like \"0 */2 * * *\"");
        }
        return new Trigger.CronTrigger(expression, fields.has("zone") ? zone(fields) : ZoneOffset.UTC);
    }

    private static ZoneId zone(JsonFields fields) throws MalformedJsonException {
        String zone = fields.string("zone");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw fields.refused(
                    "zone", fields.line("zone"), Quoted.of(zone) + " is unknown", "write one like Europe/Berlin");
        }
    }
}
