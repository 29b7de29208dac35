package org.corebucket.bridge.automation.schedule;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;
import org.corebucket.bridge.cron.CronExpression;

/**
 * When a job will be due, as a runner's {@link Scheduler} would have it.
 *
 * @param zone in which its times are meant; UTC unless its trigger names one
 * @param due its next due times; empty for a job that is due at start-up, and for one at an interval that is not known
 * @param changes the changes of the zone's clocks up to the last of them
 * @param byTimeOfDay whether it is due at certain times of the day, so that a change of the clocks neither drops nor repeats one
 */
public record Forecast(
        Job job, ZoneId zone, List<Instant> due, List<ZoneOffsetTransition> changes, boolean byTimeOfDay) {

    public Forecast {
        due = List.copyOf(due);
        changes = List.copyOf(changes);
    }

    /**
     * From when the intervals of the jobs of a runner are counted, as far as a runner at this host has recorded it. Reads only.
     *
     * @param reports the directory of its reports; a runner with nodes has one below for each, and their times are the same but for
     *     milliseconds
     */
    public static Map<String, JobProgress> recorded(Path reports) throws IOException {
        Map<String, JobProgress> first = RunnerMemory.peek(reports.resolve("node-001"));
        Map<String, JobProgress> all = new TreeMap<>(first);
        all.putAll(RunnerMemory.peek(reports));
        return all;
    }

    /**
     * The forecast of one job.
     *
     * @param runnerInterval of a job without a trigger
     * @param recorded from when intervals are counted; a job that is not there, or has another trigger, is counted from the time
     * @param from the time: due times at it count, earlier ones don't
     * @param count how many
     */
    public static Forecast of(
            Job job, Optional<Duration> runnerInterval, Map<String, JobProgress> recorded, Instant from, int count) {
        Trigger trigger = job.trigger();
        if (trigger instanceof Trigger.CronTrigger cron) {
            return of(job, cron, from, count);
        }
        Optional<Duration> interval = trigger instanceof Trigger.Every every
                ? Optional.of(every.interval())
                : trigger instanceof Trigger.RunnerInterval ? runnerInterval : Optional.empty();
        if (interval.isEmpty()) {
            return new Forecast(job, ZoneOffset.UTC, List.of(), List.of(), false);
        }
        JobProgress progress = recorded.get(job.name());
        Instant anchor =
                progress != null && progress.trigger().equals(interval.get().toString()) ? progress.anchor() : from;
        List<Instant> due = times(new DueTimes.Grid(anchor, interval.get()), from, count);
        return new Forecast(job, ZoneOffset.UTC, due, List.of(), false);
    }

    private static Forecast of(Job job, Trigger.CronTrigger cron, Instant from, int count) {
        CronExpression expression = CronExpression.parse(cron.expression());
        List<Instant> due = times(new DueTimes.CronTimes(expression, cron.zone()), from, count);
        List<ZoneOffsetTransition> changes = new ArrayList<>();
        Instant last = due.get(due.size() - 1);
        ZoneOffsetTransition change = cron.zone().getRules().nextTransition(from.minusMillis(1));
        while (change != null && !change.getInstant().isAfter(last)) {
            changes.add(change);
            change = cron.zone().getRules().nextTransition(change.getInstant());
        }
        return new Forecast(job, cron.zone(), due, changes, expression.isByTimeOfDay());
    }

    private static List<Instant> times(DueTimes times, Instant from, int count) {
        List<Instant> due = new ArrayList<>();
        Instant next = times.after(from.minusMillis(1));
        while (due.size() < count) {
            due.add(next);
            next = times.after(next);
        }
        return due;
    }
}
