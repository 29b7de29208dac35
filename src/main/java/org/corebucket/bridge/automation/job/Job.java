package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.policy.MaintenanceWindow;

/**
 * A job: what is done, when, and how often it is tried.
 *
 * @param name the job's name, which is unique in the descriptor
 * @param actions in the order in which they run
 * @param timeout the limit of one try, for all actions together
 * @param retries how many more tries follow a failed one
 * @param grace how late it may begin; after that, its due time is missed
 * @param maintenance when it does not begin: due times in these windows are skipped
 */
public record Job(
        String name,
        Trigger trigger,
        List<Action> actions,
        Duration timeout,
        int retries,
        OnMissed onMissed,
        Duration grace,
        List<MaintenanceWindow> maintenance) {

    /** How late a job may begin unless it says otherwise. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    public Job {
        actions = List.copyOf(actions);
        maintenance = List.copyOf(maintenance);
    }

    /** A job with the usual grace, and without maintenance. */
    public Job(String name, Trigger trigger, List<Action> actions, Duration timeout, int retries, OnMissed onMissed) {
        this(name, trigger, actions, timeout, retries, onMissed, GRACE, List.of());
    }

    /** Whether a due time is skipped, since it is in a window of maintenance. */
    public boolean isInMaintenance(Instant due) {
        for (MaintenanceWindow window : maintenance) {
            if (window.isOpen(due)) {
                return true;
            }
        }
        return false;
    }

    /** What is done with due times that passed while no runner could run them. */
    public enum OnMissed {
        /** They are recorded as missed. */
        SKIP,
        /** The last of them is run, and the others are recorded as missed. */
        RUN_ONCE
    }
}
