package org.corebucket.bridge.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The duty of one process that nobody shares it with. What was told is known until it ends. */
public final class SoleDuty implements AlertDuty {

    private final Duration quiet;
    private final InstantSource clock;
    private final Map<String, Instant> seen = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    /**
     * Nothing was seen yet.
     *
     * @param quiet for how long a thing must have been away to be told again
     */
    public SoleDuty(Duration quiet, InstantSource clock) {
        this.quiet = quiet;
        this.clock = clock;
    }

    @Override
    public Set<String> toTell(Set<String> keys) {
        Instant now = clock.instant();
        seen.values().removeIf(last -> last.plus(quiet).isBefore(now));
        told.retainAll(seen.keySet());
        keys.forEach(key -> seen.put(key, now));
        Set<String> untold = new HashSet<>(keys);
        untold.removeAll(told);
        return untold;
    }

    @Override
    public void told(Set<String> keys) {
        told.addAll(keys);
    }
}
