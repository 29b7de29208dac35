package org.corebucket.bridge.automation.job;

import java.time.Duration;
import org.corebucket.bridge.cron.CronExpression;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

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
            case "cron" -> cron(fields);
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

    private static Trigger.CronTrigger cron(JsonFields fields) throws MalformedJsonException {
        return new Trigger.CronTrigger(CronExpression.read(fields, "value").text(), CronExpression.readZone(fields));
    }
}
