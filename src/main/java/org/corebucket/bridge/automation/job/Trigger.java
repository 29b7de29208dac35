package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.time.ZoneId;

/** When a job is due. */
public sealed interface Trigger {

    /** Once, when the runner starts. */
    record OnStartup() implements Trigger {}

    /** When a runner first has the job, and then at this interval, whether or not runners are restarted. */
    record Every(Duration interval) implements Trigger {}

    /** At the times of a cron expression of five fields. */
    record CronTrigger(String expression, ZoneId zone) implements Trigger {}

    /** It has no trigger of its own, and is due at the runner's {@code --interval}. */
    record RunnerInterval() implements Trigger {}
}
