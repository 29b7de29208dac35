package org.corebucket.bridge.database;

import java.time.Duration;
import java.time.Instant;

/** How this host's clock and the database's differ. */
public final class HostClock {

    private HostClock() {}

    /**
     * By how much this host's clock is ahead of the database's; negative if it is behind. Only what lies outside of the time in
     * which the database was asked is a difference.
     *
     * @param before this host's time before the database was asked
     * @param there its answer
     * @param after this host's time when the answer was there
     */
    public static Duration ahead(Instant before, Instant there, Instant after) {
        if (there.isBefore(before)) {
            return Duration.between(there, before);
        }
        return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
    }
}
