package org.corebucket.bridge.automation.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.corebucket.bridge.automation.job.Action;
import org.corebucket.bridge.automation.job.Job;
import org.corebucket.bridge.automation.job.Trigger;

/** Jobs of which only the due times matter. */
final class Jobs {

    private Jobs() {}

    static Job job(String name, Trigger trigger, Job.OnMissed onMissed) {
        return new Job(name, trigger, List.of(new Action.GetBucketStatus()), Duration.ofSeconds(60), 0, onMissed);
    }

    static Job cron(String name, String expression, String zone, Job.OnMissed onMissed) {
        return job(name, new Trigger.CronTrigger(expression, ZoneId.of(zone)), onMissed);
    }
}
