package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.time.ZoneId;

/** When a job is due. */
public sealed interface Trigger {

    /** Once, when the runner starts. */
    record OnStartup() implements Trigger {}

    /** When the first runner that has it starts, and then at this distance, whatever restarts there are. */
    record Every(Duration interval) implements Trigger {}

    /** At the times of a cron expression of five fields. */
    record CronTrigger(String expression, ZoneId zone) implements Trigger {}

    /** None of its own: at the runner's {@code --interval}. */
    record RunnerInterval() implements Trigger {}
}
