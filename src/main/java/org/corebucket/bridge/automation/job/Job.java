package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.util.List;

/**
 * What is done, when, and how often it is tried.
 *
 * @param name distinct among the jobs of a runner
 * @param actions in the order in which they run
 * @param timeout of one try, over all actions
 * @param retries how many more tries after one that failed
 */
public record Job(
        String name, Trigger trigger, List<Action> actions, Duration timeout, int retries, OnMissed onMissed) {

    public Job {
        actions = List.copyOf(actions);
    }

    /** What becomes of due times that passed while nobody could run them. */
    public enum OnMissed {
        /** They are recorded as missed. */
        SKIP,
        /** The last of them is run, the others are recorded as missed. */
        RUN_ONCE
    }
}
