package org.corebucket.bridge.launch;

import java.time.Instant;
import java.util.List;

/**
 * How a run ended that was started.
 *
 * @param started when it began
 * @param exitCode its own; 128 and the signal's number if a signal ended it
 * @param stopped whether an emergency stop ended it
 * @param leftRunning the processes of it that could not be ended, each as a message names it
 */
public record RunResult(Instant started, int exitCode, boolean stopped, List<String> leftRunning) {

    public RunResult {
        leftRunning = List.copyOf(leftRunning);
    }

    /** As the audit log has it. */
    String outcome() {
        return stopped ? "stopped" : "ended";
    }
}
