package org.corebucket.bridge.ledger.postgres;

import java.time.Duration;
import java.time.Instant;

/** By how much this host's clock and the database's differ (CONTRACT 12). Threads may share it. */
final class ClockDifference {

    /** Tokens' leeway is twice as much. */
    private static final Duration MOST = Duration.ofSeconds(30);

    private static final Duration MUCH = Duration.ofSeconds(5);

    private volatile Duration difference = Duration.ZERO;

    /**
     * Compares them.
     *
     * @param before this host's time before the database was asked
     * @param there its answer
     * @param after this host's time when the answer was there
     */
    void compare(Instant before, Instant there, Instant after) {
        // Only what lies outside of the two is a difference.
        Duration ahead = Duration.between(after, there);
        Duration behind = Duration.between(there, before);
        Duration larger = ahead.compareTo(behind) > 0 ? ahead : behind;
        difference = larger.isNegative() ? Duration.ZERO : larger;
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
