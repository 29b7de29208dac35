package org.corebucket.bridge.policy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which heartbeats count at a moment: those that are not older than {@code maxAge}, and not too far in the future. This is the
 * one rule for {@code heartbeat --check}, {@code status}, {@code verify}, the bridge's warnings and the dashboard.
 *
 * @param now the time at this host
 * @param maxAge how old a heartbeat may be before its module is late
 */
public record HeartbeatWindow(Instant now, Duration maxAge) {

    /** How far the bridge's clock may be ahead of this host's. */
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /** The time before which a heartbeat is too old. */
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
