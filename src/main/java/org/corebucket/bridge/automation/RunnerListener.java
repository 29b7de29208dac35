package org.corebucket.bridge.automation;

import java.io.IOException;
import org.corebucket.bridge.automation.job.Job;

/** Is told what happens in a runner. From many threads. */
public interface RunnerListener {

    /** A job ended, and is in the report. */
    void ended(JobReport job);

    /**
     * The runner goes on with jobs that were sealed while it ran.
     *
     * @param jobs how many there are now
     */
    void renewed(int jobs);

    /** A job ended, and its report could not be written. */
    void unreported(NodeId node, Job job, IOException trouble);

    /** A node can't go on; the others do. */
    void failed(NodeId node, IOException trouble);

    /** Something else is not as it should be, in words, and harms nobody. */
    void trouble(String line);

    /** Something was thrown that should not have been. */
    void bug(Throwable bug);
}
