package org.corebucket.bridge.client.outbox;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much an outbox holds.
 *
 * @param waiting how many updates wait, by module; only modules that have some
 * @param missing what was acknowledged, was not sent, and is not there, in words, by module
 * @param rejected how many lines lie in {@code rejected/}
 * @param bytes of what waits and of what was rejected
 * @param oldest when the first that waits was queued, of those at the heads of the modules
 */
public record Depth(
        Map<String, Long> waiting, Map<String, String> missing, long rejected, long bytes, Optional<Instant> oldest) {

    public Depth {
        missing = Collections.unmodifiableMap(new TreeMap<>(missing));
        waiting = Collections.unmodifiableMap(new TreeMap<>(waiting));
    }

    /** How many updates wait, of all modules. */
    public long total() {
        long total = 0;
        for (long count : waiting.values()) {
            total += count;
        }
        return total;
    }
}
