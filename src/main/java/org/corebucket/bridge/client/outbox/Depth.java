package org.corebucket.bridge.client.outbox;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much an outbox holds.
 *
 * @param waiting how many updates wait, by module; modules without any are left out
 * @param missing in words and by module, the updates that were acknowledged and not sent, but are gone
 * @param rejected how many lines lie in {@code rejected/}
 * @param bytes the size of all waiting and rejected updates
 * @param oldest when the oldest of the modules' first updates was queued
 */
public record Depth(
        Map<String, Long> waiting, Map<String, String> missing, long rejected, long bytes, Optional<Instant> oldest) {

    public Depth {
        missing = Collections.unmodifiableMap(new TreeMap<>(missing));
        waiting = Collections.unmodifiableMap(new TreeMap<>(waiting));
    }

    /** How many updates of all modules wait. */
    public long total() {
        long total = 0;
        for (long count : waiting.values()) {
            total += count;
        }
        return total;
    }
}
