package org.corebucket.bridge.automation.schedule;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.corebucket.bridge.automation.job.Job;

/** Runs jobs. It is never asked to run a job that is still running. */
public interface JobRuns {

    /**
     * Begins a run, on another thread, and returns at once.
     *
     * @return completes with {@link SlotState#OK}, {@link SlotState#FAILED}, {@link SlotState#REFUSED} or
     * {@link SlotState#STOPPED}; a bug completes it exceptionally
     */
    CompletionStage<SlotState> begin(Job job, ClaimedRun run);

    /** How long a run of a job may take with all its tries. */
    default Duration limit(Job job) {
        return job.timeout().multipliedBy(job.retries() + 1L);
    }
}
