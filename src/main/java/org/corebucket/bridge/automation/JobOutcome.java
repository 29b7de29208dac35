package org.corebucket.bridge.automation;

import java.util.Locale;
import org.corebucket.bridge.automation.schedule.SlotState;

/** How an action, a job or a whole run ended, from the best to the worst: of several, the worst one counts. */
public enum JobOutcome {
    /** All is as it should be. */
    OK,
    /** The bridge could not be reached; an update is in the outbox. */
    UNREACHABLE,
    /** It did not come to what it should. */
    FAILED,
    /** It was not allowed to start. */
    REFUSED,
    /** The runner's end kept it from beginning, or ended it. */
    STOPPED;

    /** The worse of two. */
    public JobOutcome and(JobOutcome other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** What a due time's record calls it, which knows no more than that an unreachable bridge is a failure. */
    public SlotState state() {
        return switch (this) {
            case OK -> SlotState.OK;
            case UNREACHABLE, FAILED -> SlotState.FAILED;
            case REFUSED -> SlotState.REFUSED;
            case STOPPED -> SlotState.STOPPED;
        };
    }

    /** As reports and messages write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
