package org.corebucket.bridge.automation.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.corebucket.bridge.automation.cron.CronExpression;

/** All times at which one job is due. */
sealed interface DueTimes {

    /** The first one after a time; {@link Instant#MAX} if there is none. */
    Instant after(Instant time);

    /** Times at one distance. They are counted from their first one, not from the run before, so that they never drift. */
    record Grid(Instant anchor, Duration interval) implements DueTimes {
        @Override
        public Instant after(Instant time) {
            long millis = interval.toMillis();
            long passed = Math.floorDiv(time.toEpochMilli() - anchor.toEpochMilli(), millis);
            Instant last = anchor.plusMillis(passed * millis);
            return last.plusMillis(millis);
        }
    }

    /** The times of a cron expression. */
    record Cron(CronExpression expression, ZoneId zone) implements DueTimes {
        @Override
        public Instant after(Instant time) {
            return expression.after(time, zone);
        }
    }

    /** One time. */
    record Once(Instant due) implements DueTimes {
        @Override
        public Instant after(Instant time) {
            return time.isBefore(due) ? due : Instant.MAX;
        }
    }
}
