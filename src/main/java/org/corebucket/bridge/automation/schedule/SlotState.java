package org.corebucket.bridge.automation.schedule;

import java.util.Locale;

/** How a due time of a job ended. */
public enum SlotState {
    /** It ran, and all its actions did what they should. */
    OK,
    /** It ran, and failed. */
    FAILED,
    /** The run before it was still going. */
    SKIPPED,
    /** Nobody was there to run it. */
    MISSED,
    /** It was not allowed to run. */
    REFUSED,
    /** It was ended, or kept from beginning, by the runner's stop. */
    STOPPED;

    /** As {@code slots.jsonl} has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
