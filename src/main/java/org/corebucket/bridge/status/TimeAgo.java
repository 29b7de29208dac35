package org.corebucket.bridge.status;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.corebucket.bridge.deployment.UtcTime;

/** Writes times for people, by how long ago they were. */
public final class TimeAgo {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private TimeAgo() {}

    /** A time relative to now, like {@code 4 min ago}, or {@code in 3 d 2 h} if it is in the future. */
    public static String of(Instant time, Instant now) {
        Duration passed = Duration.between(time, now);
        if (passed.toSeconds() == 0) {
            return "just now";
        }
        return passed.isNegative() ? "in " + span(passed.negated()) : span(passed) + " ago";
    }

    /** A time relative to now, with the time itself behind it, in whole seconds. */
    public static String withTime(Instant time, Instant now) {
        return of(time, now) + " (" + UtcTime.of(time.truncatedTo(ChronoUnit.SECONDS)) + ")";
    }

    /** A duration in its largest unit, with the next smaller one for hours and days, like {@code 3 d 2 h}. */
    public static String span(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds >= DAY) {
            return units(seconds, DAY, " d", HOUR, " h");
        }
        if (seconds >= HOUR) {
            return units(seconds, HOUR, " h", MINUTE, " min");
        }
        return seconds >= MINUTE ? seconds / MINUTE + " min" : seconds + " s";
    }

    private static String units(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        return seconds / large + largeName + (rest == 0 ? "" : " " + rest + smallName);
    }
}
