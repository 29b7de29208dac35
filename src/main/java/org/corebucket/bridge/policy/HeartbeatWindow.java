package org.corebucket.bridge.policy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which heartbeats count at a moment: those of the last while, and those of a clock that is a little ahead. This is the one
 * rule for {@code heartbeat --check}, {@code status}, {@code verify}, the bridge's warnings and the dashboard.
 *
 * @param now the time at this host
 * @param maxAge how old a heartbeat may be before its module is late
 */
public record HeartbeatWindow(Instant now, Duration maxAge) {

    /** By how much the bridge's clock may have been ahead of this one when it took a heartbeat. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /** A heartbeat of before that is too old. */
    public Instant oldest() {
        return now.minus(maxAge);
    }

    /** Whether a heartbeat lies so far in the future that it tells nothing of now. */
    public boolean isAhead(Instant heartbeat) {
        return heartbeat.isAfter(now.plus(LEEWAY));
    }

    /** Whether a module with this last heartbeat, or none, is late. */
    public boolean isLate(@Nullable Instant heartbeat) {
        return heartbeat == null || heartbeat.isBefore(oldest()) || isAhead(heartbeat);
    }
}
