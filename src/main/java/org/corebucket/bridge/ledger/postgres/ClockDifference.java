package org.corebucket.bridge.ledger.postgres;

import java.time.Duration;
import java.time.Instant;
import org.corebucket.bridge.database.HostClock;

/** By how much this host's clock and the database's differ (CONTRACT 12). Threads may share it. */
final class ClockDifference {

    /** Tokens' leeway is twice as much. */
    private static final Duration MOST = Duration.ofSeconds(30);

    private static final Duration MUCH = Duration.ofSeconds(5);

    private volatile Duration difference = Duration.ZERO;

    /** Compares them; the times are those of {@link HostClock#ahead}. */
    void compare(Instant before, Instant there, Instant after) {
        difference = HostClock.ahead(before, there, after).abs();
    }

    /** Whether somebody should see to it. */
    boolean areApart() {
        return difference.compareTo(MUCH) > 0;
    }

    /** Whether no entry may be taken. */
    boolean areTooFarApart() {
        return difference.compareTo(MOST) > 0;
    }

    String words() {
        return "this host's clock and the database's differ by " + difference.toSeconds() + " s; at most "
                + MOST.toSeconds() + " s are allowed";
    }
}
