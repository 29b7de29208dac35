package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.admission.RejectionReason;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge counted in each minute of the last 24 hours. It takes constant memory, about a megabyte at most, and any thread may
 * use it.
 */
final class CountedMinutes {

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MINUTES = 24 * 60;

    private final @Nullable CountedMinute[] slices = new CountedMinute[MINUTES + 1];

    /** A minute that is still counted in. */
    private static final class CountedMinute {
        private final long number;
        private final Latencies latencies = new Latencies();
        private long failures;
        private long overloads;
        private long signatures;
        private long replays;
        private long others;

        CountedMinute(long number) {
            this.number = number;
        }

        FigureCounts counts() {
            Latencies now = new Latencies();
            now.add(latencies);
            return new FigureCounts(failures, overloads, signatures, replays, others, now);
        }
    }

    synchronized void accepted(Instant now, double millis) {
        minute(now).latencies.add(millis);
    }

    synchronized void failed(Instant now) {
        minute(now).failures++;
    }

    synchronized void rejected(Instant now, RejectionReason reason) {
        CountedMinute minute = minute(now);
        switch (reason) {
            case INVALID_SIGNATURE -> minute.signatures++;
            case REPLAY_DETECTED -> minute.replays++;
            default -> {
                if (reason.isCapacity()) {
                    minute.overloads++;
                } else {
                    minute.others++;
                }
            }
        }
    }

    /** Adds what was counted in a minute before a restart to what was counted in it since. */
    synchronized void restore(MinuteFigures before) {
        CountedMinute minute = minute(before.minute());
        FigureCounts counts = before.counts();
        minute.failures += counts.failures();
        minute.overloads += counts.overloads();
        minute.signatures += counts.signatures();
        minute.replays += counts.replays();
        minute.others += counts.others();
        minute.latencies.add(counts.latencies());
    }

    private CountedMinute minute(Instant now) {
        long number = number(now);
        int index = index(number);
        CountedMinute minute = slices[index];
        if (minute == null || minute.number != number) {
            minute = new CountedMinute(number);
            slices[index] = minute;
        }
        return minute;
    }

    /** The minutes in which anything was counted, from the one of a moment on, the oldest first. */
    synchronized List<MinuteFigures> since(Instant since, Instant now) {
        List<MinuteFigures> minutes = new ArrayList<>();
        // The next minute counts too, so that a clock that is set back a little does not hide what was just counted.
        for (long number = Math.max(number(since), oldest(now)); number <= number(now) + 1; number++) {
            CountedMinute minute = slices[index(number)];
            if (minute != null && minute.number == number) {
                minutes.add(new MinuteFigures(beginning(number), minute.counts()));
            }
        }
        return minutes;
    }

    /** All that was counted in the last 24 hours. */
    synchronized FigureCounts day(Instant now) {
        Latencies latencies = new Latencies();
        long failures = 0;
        long overloads = 0;
        long signatures = 0;
        long replays = 0;
        long others = 0;
        for (CountedMinute minute : slices) {
            if (minute != null && minute.number >= oldest(now) && minute.number <= number(now) + 1) {
                failures += minute.failures;
                overloads += minute.overloads;
                signatures += minute.signatures;
                replays += minute.replays;
                others += minute.others;
                latencies.add(minute.latencies);
            }
        }
        return new FigureCounts(failures, overloads, signatures, replays, others, latencies);
    }

    private static long oldest(Instant now) {
        return number(now) - MINUTES;
    }

    /** When the minute of a moment began. */
    static Instant beginning(Instant time) {
        return beginning(number(time));
    }

    private static Instant beginning(long number) {
        return Instant.ofEpochMilli(number * MINUTE_MILLIS);
    }

    private static long number(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), MINUTE_MILLIS);
    }

    private static int index(long number) {
        return (int) Math.floorMod(number, (long) MINUTES + 1);
    }
}
