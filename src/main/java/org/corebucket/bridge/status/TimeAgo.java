package org.corebucket.bridge.status;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.corebucket.bridge.deployment.UtcTime;

/** Times as somebody reads them who wants to know how long ago that was. */
public final class TimeAgo {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private TimeAgo() {}

    /** Such as {@code 4 min ago}, or {@code in 3 d 2 h} for what is to come. */
    public static String of(Instant time, Instant now) {
        Duration passed = Duration.between(time, now);
        if (passed.toSeconds() == 0) {
            return "just now";
        }
        return passed.isNegative() ? "in " + span(passed.negated()) : span(passed) + " ago";
    }

    /** The same with the time itself behind it, in whole seconds. */
    public static String withTime(Instant time, Instant now) {
        return of(time, now) + " (" + UtcTime.of(time.truncatedTo(ChronoUnit.SECONDS)) + ")";
    }

    /** A duration in its largest unit, and the next if it is not nothing. */
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
