package org.corebucket.bridge.admission;

import java.time.Duration;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * How long an envelope may be on its way, and how long it is remembered: the descriptor's {@code freshness}.
 *
 * @param window by how much a payload's timestamp may differ from the bridge's time, either way
 * @param requireTimestamp whether payloads without one are refused
 * @param replayMemory how long payloads with a timestamp are remembered at least: 24 hours, and twice the window
 * @param payloadsWithoutTimestamp how many of those are taken in the ledger's life, since none is ever forgotten
 * @param payloadsWithTimestamp how many of those are taken in the time for which they are remembered
 */
public record FreshnessSettings(
        Duration window,
        boolean requireTimestamp,
        Duration replayMemory,
        long payloadsWithoutTimestamp,
        long payloadsWithTimestamp) {

    /** The default: 23 a second, all day, in at most 180 MB. */
    static final long PAYLOADS_WITH_TIMESTAMP = 2_000_000;

    private static final Duration SHORTEST_MEMORY = Duration.ofHours(24);
    private static final Duration LONGEST_MEMORY = Duration.ofDays(366);
    private static final long MOST_PAYLOADS = 100_000_000;

    public FreshnessSettings {
        if (replayMemory.compareTo(SHORTEST_MEMORY) < 0 || replayMemory.compareTo(LONGEST_MEMORY) > 0) {
            throw new IllegalArgumentException("the replay memory lasts 24h to 366 days");
        }
        if (replayMemory.compareTo(window.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("the replay memory lasts twice the window or longer");
        }
        requireCount(payloadsWithoutTimestamp);
        requireCount(payloadsWithTimestamp);
    }

    private static void requireCount(long payloads) {
        if (payloads < 0 || payloads > MOST_PAYLOADS) {
            throw new IllegalArgumentException("the replay memory holds 0 to " + MOST_PAYLOADS + " payloads of a kind");
        }
    }

    /**
     * Reads them strictly; {@code payloads_with_timestamp} may be missing.
     *
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static FreshnessSettings of(JsonFields fields) throws MalformedJsonException {
        Duration window = DurationField.read(fields, "window");
        boolean requireTimestamp = fields.truth("require_timestamp");
        Duration memory = DurationField.read(fields, "replay_memory");
        long without = fields.wholeNumber("payloads_without_timestamp");
        long with = fields.has("payloads_with_timestamp")
                ? fields.wholeNumber("payloads_with_timestamp")
                : PAYLOADS_WITH_TIMESTAMP;
        fields.refuseOthers();
        try {
            return new FreshnessSettings(window, requireTimestamp, memory, without, with);
        } catch (IllegalArgumentException e) {
            throw fields.refused(
                    "replay_memory", fields.line("replay_memory"), String.valueOf(e.getMessage()), "correct them");
        }
    }
}
