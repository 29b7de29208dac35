package org.corebucket.bridge.cli.automation;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.automation.schedule.Forecast;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.status.TimeAgo;

/** Writes when jobs are due, for people and for programs. */
final class ForecastText {

    private final List<Forecast> forecasts;
    private final Instant now;

    ForecastText(List<Forecast> forecasts, Instant now) {
        this.forecasts = forecasts;
        this.now = now;
    }

    void print(PrintWriter out) {
        for (Forecast forecast : forecasts) {
            out.println(forecast.job().name() + ": " + forecast.job().trigger().words());
            int change = 0;
            for (Instant due : forecast.due()) {
                while (change < forecast.changes().size()
                        && !forecast.changes().get(change).getInstant().isAfter(due)) {
                    ZoneOffsetTransition at = forecast.changes().get(change++);
                    out.println("  -- clocks go " + words(at) + ": " + effect(at, forecast.byTimeOfDay()));
                }
                out.println("  " + line(due, forecast.zone())
                        + (forecast.job().isInMaintenance(due) ? "  skipped: maintenance" : ""));
            }
        }
        out.flush();
    }

    private String line(Instant due, ZoneId zone) {
        String local = zone.equals(ZoneOffset.UTC) ? "" : "  " + local(due, zone);
        return UtcTime.of(due) + local + "  " + TimeAgo.of(due, now);
    }

    private static String local(Instant due, ZoneId zone) {
        OffsetDateTime local = due.atZone(zone).toOffsetDateTime();
        return local.toLocalDate() + " " + local.toLocalTime() + " " + local.getOffset();
    }

    private static String words(ZoneOffsetTransition change) {
        return (change.isGap() ? "forward" : "back") + " on "
                + change.getDateTimeBefore().toLocalDate() + " from "
                + change.getDateTimeBefore().toLocalTime() + " to "
                + change.getDateTimeAfter().toLocalTime();
    }

    private static String effect(ZoneOffsetTransition change, boolean byTimeOfDay) {
        if (change.isGap()) {
            return byTimeOfDay ? "what is due between runs once, at the change" : "nothing is due between";
        }
        return byTimeOfDay ? "what is due between runs the first time" : "what is due between runs both times";
    }

    void write(String file, Instant from, JsonWriter json) throws IOException {
        json.beginObject().field("file", file).field("from", UtcTime.of(from)).beginArray("jobs");
        for (Forecast forecast : forecasts) {
            Trigger trigger = forecast.job().trigger();
            json.beginObject()
                    .field("name", forecast.job().name())
                    .field("trigger", trigger.words())
                    .field(
                            "zone",
                            forecast.zone().equals(ZoneOffset.UTC)
                                    ? "UTC"
                                    : forecast.zone().getId())
                    .beginArray("due");
            for (Instant due : forecast.due()) {
                json.beginObject()
                        .field("time", UtcTime.of(due))
                        .field(
                                "local",
                                due.atZone(forecast.zone()).toOffsetDateTime().toString())
                        .field("skipped", forecast.job().isInMaintenance(due))
                        .endObject();
            }
            json.endArray().beginArray("clock_changes");
            for (ZoneOffsetTransition change : forecast.changes()) {
                json.beginObject()
                        .field("time", UtcTime.of(change.getInstant()))
                        .field("direction", change.isGap() ? "forward" : "back")
                        .field(
                                "from",
                                change.getDateTimeBefore()
                                        .atOffset(change.getOffsetBefore())
                                        .toString())
                        .field(
                                "to",
                                change.getDateTimeAfter()
                                        .atOffset(change.getOffsetAfter())
                                        .toString())
                        .field("effect", effect(change, forecast.byTimeOfDay()))
                        .endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().endObject();
    }
}
