package org.corebucket.bridge.policy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.cron.CronExpression;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * Times in which a job does not begin, or a module's heartbeat is not awaited. They recur: each begins at a time of a cron expression, and is open for the same time.
 *
 * @param begin when it opens
 * @param lasting how long it is open
 * @param zone in which the expression is meant
 */
public record MaintenanceWindow(CronExpression begin, Duration lasting, ZoneId zone) {

    private static final String FIELD = "maintenance";

    /** Reads the windows in the field {@code maintenance}; none if there is no such field. */
    public static List<MaintenanceWindow> readAll(JsonFields fields) throws MalformedJsonException {
        List<MaintenanceWindow> windows = new ArrayList<>();
        if (fields.has(FIELD)) {
            for (JsonFields window : fields.objects(FIELD)) {
                windows.add(new MaintenanceWindow(
                        CronExpression.read(window, "begin"),
                        DurationText.read(window, "length"),
                        CronExpression.readZone(window)));
                window.refuseOthers();
            }
        }
        return windows;
    }

    /** Writes the field that {@link #readAll} reads, unless there are no windows. */
    static void writeAll(JsonWriter json, List<MaintenanceWindow> windows) throws IOException {
        if (windows.isEmpty()) {
            return;
        }
        json.beginArray(FIELD);
        for (MaintenanceWindow window : windows) {
            json.beginObject()
                    .field("begin", window.begin().text())
                    .field("length", DurationText.of(window.lasting()))
                    .field("zone", window.zone().getId())
                    .endObject();
        }
        json.endArray();
    }

    /** The same window, which closes later. */
    MaintenanceWindow longerBy(Duration more) {
        return new MaintenanceWindow(begin, lasting.plus(more), zone);
    }

    /** Whether it is open at a time: from when it begins until just before it ends. */
    public boolean isOpen(Instant time) {
        return !begin.after(time.minus(lasting), zone).isAfter(time);
    }
}
