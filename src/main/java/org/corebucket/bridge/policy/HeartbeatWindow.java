package org.corebucket.bridge.policy;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which heartbeats of a module count at a moment: those that are not too old, and not too far in the future. This is the
 * one rule for {@code heartbeat --check}, {@code status}, {@code verify}, the bridge's warnings and the dashboard.
 *
 * @param now the time at this host
 * @param oldest the time before which a heartbeat is too old
 * @param awaited whether any is awaited; none is in maintenance, and then no module is late
 */
public record HeartbeatWindow(Instant now, Instant oldest, boolean awaited) {

    /** How far the clocks of two hosts may be apart. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    /** Whether a heartbeat lies so far in the future that it tells nothing of now. */
    public boolean isAhead(Instant heartbeat) {
        return heartbeat.isAfter(now.plus(LEEWAY));
    }

    /** Whether a module with this last heartbeat, or none, is late. */
    public boolean isLate(@Nullable Instant heartbeat) {
        return awaited && (heartbeat == null || heartbeat.isBefore(oldest) || isAhead(heartbeat));
    }
}
