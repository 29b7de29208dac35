package org.corebucket.bridge.automation.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.corebucket.bridge.cron.CronExpression;

/** All times at which one job is due. */
sealed interface DueTimes {

    /** The first one after a time; {@link Instant#MAX} if there is none. */
    Instant after(Instant time);

    /** The due time that takes the place of one at which the job ran already, before the clock went back: the next one. */
    default Instant insteadOf(Instant due) {
        return after(due);
    }

    /** Times at a fixed interval. They are counted from the first one, not from the run before, so that they never drift. */
    record Grid(Instant anchor, Duration interval) implements DueTimes {
        @Override
        public Instant after(Instant time) {
            long millis = interval.toMillis();
            long passed = Math.floorDiv(time.toEpochMilli() - anchor.toEpochMilli(), millis);
            Instant last = anchor.plusMillis(passed * millis);
            return last.plusMillis(millis);
        }

        /**
         * A time one millisecond later: an interval goes on even if the clock was set back, and the due time only needs another
         * name.
         */
        @Override
        public Instant insteadOf(Instant due) {
            return due.plusMillis(1);
        }
    }

    /** The times of a cron expression. */
    record CronTimes(CronExpression expression, ZoneId zone) implements DueTimes {
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
