package org.corebucket.bridge.launch;

import java.time.Instant;
import java.util.List;

/**
 * How a run ended.
 *
 * @param started when it began
 * @param exitCode its main process's exit code; 128 plus the signal's number if a signal ended it
 * @param stopped whether an emergency stop ended it
 * @param leftRunning its processes that could not be ended, by their names in messages
 */
public record RunResult(Instant started, int exitCode, boolean stopped, List<String> leftRunning) {

    public RunResult {
        leftRunning = List.copyOf(leftRunning);
    }

    /** The word for it in the audit log. */
    String outcome() {
        return stopped ? "stopped" : "ended";
    }
}
