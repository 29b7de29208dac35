package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Times in which a job does not begin. They recur: each begins at a time of a cron expression, and is open for the same time.
 *
 * @param begin when it opens
 * @param lasting how long it is open
 * @param zone in which the expression is meant
 */
public record MaintenanceWindow(CronExpression begin, Duration lasting, ZoneId zone) {

    /** Whether it is open at a time: from when it begins until just before it ends. */
    public boolean isOpen(Instant time) {
        return !begin.after(time.minus(lasting), zone).isAfter(time);
    }
}
