package org.corebucket.bridge.automation.schedule;

import java.util.Locale;
import org.corebucket.bridge.json.JsonWord;

/** How a due time of a job ended. */
public enum SlotState implements JsonWord {
    /** It ran, and all its actions did what they should. */
    OK,
    /** It ran, and failed. */
    FAILED,
    /** The run before it was still going. */
    SKIPPED,
    /** No runner noticed it in time. */
    MISSED,
    /** It was not allowed to run. */
    REFUSED,
    /** The runner's stop or crash ended it, or kept it from beginning. */
    STOPPED;

    /** The word for it in {@code slots.jsonl}. */
    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
