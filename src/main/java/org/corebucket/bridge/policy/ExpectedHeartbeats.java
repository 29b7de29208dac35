package org.corebucket.bridge.policy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.cron.CronExpression;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * When the heartbeats of a module are awaited: at least one in a time, or one at each time of a schedule.
 *
 * @param grace how old the last heartbeat may be; with a schedule, how late it may come
 * @param schedule when it is due; empty if it may come at any time
 * @param zone in which the schedule is meant
 * @param maintenance when none is awaited; nor is it, after a window, for the time of the grace
 */
public record ExpectedHeartbeats(
        Duration grace, Optional<CronExpression> schedule, ZoneId zone, List<MaintenanceWindow> maintenance) {

    /** How many windows are passed over in the search for a due time outside of them. */
    private static final int MOST_WINDOWS = 1000;

    public ExpectedHeartbeats {
        maintenance = List.copyOf(maintenance);
    }

    /** At least one in a time, always. */
    public static ExpectedHeartbeats within(Duration maxAge) {
        return new ExpectedHeartbeats(maxAge, Optional.empty(), ZoneOffset.UTC, List.of());
    }

    /**
     * Reads those of a module.
     *
     * @param maxAge how old the last one may be unless the module says otherwise
     */
    static ExpectedHeartbeats read(JsonFields fields, Duration maxAge) throws MalformedJsonException {
        List<MaintenanceWindow> maintenance = MaintenanceWindow.readAll(fields);
        ExpectedHeartbeats expected;
        if (fields.has("schedule")) {
            Duration grace = DurationText.read(fields, "grace");
            Optional<CronExpression> schedule = Optional.of(CronExpression.read(fields, "schedule"));
            expected = new ExpectedHeartbeats(grace, schedule, CronExpression.readZone(fields), maintenance);
        } else {
            Duration age = fields.has("max_age") ? DurationText.read(fields, "max_age") : maxAge;
            expected = new ExpectedHeartbeats(age, Optional.empty(), ZoneOffset.UTC, maintenance);
        }
        fields.refuseOthers();
        return expected;
    }

    /** Writes the members that {@link #read} reads. */
    void write(JsonWriter json) throws IOException {
        if (schedule.isPresent()) {
            json.field("schedule", schedule.get().text());
            json.field("zone", zone.getId());
            json.field("grace", DurationText.of(grace));
        } else {
            json.field("max_age", DurationText.of(grace));
        }
        MaintenanceWindow.writeAll(json, maintenance);
    }

    /** For people: a phrase without a verb. */
    String words() {
        StringBuilder words = new StringBuilder(
                schedule.isPresent()
                        ? "at \"" + schedule.get().text() + "\" " + name(zone) + ", at most " + DurationText.of(grace)
                                + " late"
                        : "every " + DurationText.of(grace));
        for (MaintenanceWindow window : maintenance) {
            words.append(", not for ")
                    .append(DurationText.of(window.lasting()))
                    .append(" from \"")
                    .append(window.begin().text())
                    .append("\" ")
                    .append(name(window.zone()));
        }
        return words.toString();
    }

    /** Which heartbeats of each module count at a time. */
    public static Map<String, HeartbeatWindow> at(Map<String, ExpectedHeartbeats> modules, Instant now) {
        Map<String, HeartbeatWindow> windows = new LinkedHashMap<>();
        modules.forEach((module, expected) -> windows.put(module, expected.at(now)));
        return windows;
    }

    /** Which heartbeats count at a time. */
    public HeartbeatWindow at(Instant now) {
        if (schedule.isEmpty()) {
            return new HeartbeatWindow(now, now.minus(grace), !isExcused(now));
        }
        Optional<Instant> due = lastDue(schedule.get(), now.minus(grace));
        return due.map(time -> new HeartbeatWindow(now, time.minus(HeartbeatWindow.LEEWAY), !isExcused(now)))
                .orElse(new HeartbeatWindow(now, now.minus(grace), false));
    }

    private static String name(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private boolean isExcused(Instant now) {
        for (MaintenanceWindow window : maintenance) {
            if (window.isOpen(now) || window.longerBy(grace).isOpen(now)) {
                return true;
            }
        }
        return false;
    }

    /** The last due time up to a time that is in no window. */
    private Optional<Instant> lastDue(CronExpression expression, Instant to) {
        Optional<Instant> due = expression.last(to, zone);
        for (int passed = 0; due.isPresent() && passed < MOST_WINDOWS; passed++) {
            Instant time = due.get();
            Optional<Instant> opened = opened(time);
            if (opened.isEmpty()) {
                return due;
            }
            due = expression.last(opened.get().minusNanos(1), zone);
        }
        return Optional.empty();
    }

    /** When the window opened that is open at a time; empty if none is. */
    private Optional<Instant> opened(Instant time) {
        for (MaintenanceWindow window : maintenance) {
            if (window.isOpen(time)) {
                return window.begin().last(time, window.zone());
            }
        }
        return Optional.empty();
    }
}
