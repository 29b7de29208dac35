package org.corebucket.bridge.automation.schedule;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.corebucket.bridge.automation.job.Job;

/** Runs jobs. It is never asked to run a job that is still running. */
public interface JobRuns {

    /**
     * Begins a run, on another thread, and returns at once.
     *
     * @param due the due time of the run
     * @return completes with {@link SlotState#OK}, {@link SlotState#FAILED}, {@link SlotState#REFUSED} or
     * {@link SlotState#STOPPED}; a bug completes it exceptionally
     */
    CompletionStage<SlotState> begin(Job job, Instant due);
}
