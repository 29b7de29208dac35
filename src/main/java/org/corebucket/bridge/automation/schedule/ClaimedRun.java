package org.corebucket.bridge.automation.schedule;

import java.util.OptionalLong;

/**
 * A run that is this runner's to begin.
 *
 * @param deadline when it must have ended, by {@link System#nanoTime}: afterwards others may record its end, and begin it again;
 *     empty if nobody else may
 */
public record ClaimedRun(BegunRun run, OptionalLong deadline) {

    /** One that is nobody else's, whatever happens. */
    static ClaimedRun alone(BegunRun run) {
        return new ClaimedRun(run, OptionalLong.empty());
    }
}
