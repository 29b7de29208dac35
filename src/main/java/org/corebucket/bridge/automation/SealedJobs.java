package org.corebucket.bridge.automation;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.automation.job.Job;

/** The jobs as they are sealed, for a runner that goes on while they are sealed anew. */
@FunctionalInterface
public interface SealedJobs {

    /** What a look found. */
    sealed interface SealedNow {

        /** The seal is the one of the last look, or what is there can't be verified now. The runner goes on. */
        record Same() implements SealedNow {}

        /** Other jobs are sealed. */
        record Renewed(List<Job> jobs) implements SealedNow {
            public Renewed {
                jobs = List.copyOf(jobs);
            }
        }

        /** A valid seal no longer lets this runner run. It ends in order. */
        record Withdrawn() implements SealedNow {}
    }

    /** Jobs that stay what they are. */
    SealedJobs FIXED = SealedNow.Same::new;

    /**
     * Looks once. Never called by two threads at once.
     *
     * @throws IOException if it can't be found out, which the runner tells, and tries again
     */
    SealedNow look() throws IOException;
}
