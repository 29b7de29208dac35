package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.corebucket.bridge.policy.DurationText;

/** When a job is due. */
public sealed interface Trigger {

    /** When that is, for people: a phrase without a verb. */
    String words();

    /** Once, when the runner starts. */
    record OnStartup() implements Trigger {
        @Override
        public String words() {
            return "when a runner starts";
        }
    }

    /** When a runner first has the job, and then at this interval, whether or not runners are restarted. */
    record Every(Duration interval) implements Trigger {
        @Override
        public String words() {
            return "every " + DurationText.of(interval);
        }
    }

    /** At the times of a cron expression of five fields. */
    record CronTrigger(String expression, ZoneId zone) implements Trigger {
        @Override
        public String words() {
            return "cron " + expression + " " + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
        }
    }

    /** It has no trigger of its own, and is due at the runner's {@code --interval}. */
    record RunnerInterval() implements Trigger {
        @Override
        public String words() {
            return "at the runner's --interval";
        }
    }
}
