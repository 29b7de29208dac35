package org.corebucket.bridge.automation.job;

import java.time.Duration;
import java.util.List;

/**
 * A job: what is done, when, and how often it is tried.
 *
 * @param name the job's name, which is unique in the descriptor
 * @param actions in the order in which they run
 * @param timeout the limit of one try, for all actions together
 * @param retries how many more tries follow a failed one
 */
public record Job(
        String name, Trigger trigger, List<Action> actions, Duration timeout, int retries, OnMissed onMissed) {

    public Job {
        actions = List.copyOf(actions);
    }

    /** What is done with due times that passed while no runner could run them. */
    public enum OnMissed {
        /** They are recorded as missed. */
        SKIP,
        /** The last of them is run, and the others are recorded as missed. */
        RUN_ONCE
    }
}
