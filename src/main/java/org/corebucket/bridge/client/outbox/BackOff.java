package org.corebucket.bridge.client.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts: each is twice as long as the one before, up to a limit, and partly random, so that many clients
 * do not come back at once.
 */
final class BackOff {

    private final RetryPolicy pace;
    private final DoubleSupplier chance;
    private long next;

    BackOff(RetryPolicy pace, DoubleSupplier chance) {
        this.pace = pace;
        this.chance = chance;
        this.next = pace.firstPause().toMillis();
    }

    /**
     * The next pause.
     *
     * @param asked the pause that the bridge asked for; it is honoured up to the limit, and never shortens the pause
     */
    Duration pause(Optional<Duration> asked) {
        long most = pace.longestPause().toMillis();
        long own = (long) (next * (1 - chance.getAsDouble() / 2));
        next = Math.min(2 * next, most);
        long wanted = asked.isPresent() ? Math.min(asked.get().toMillis(), most) : 0;
        return Duration.ofMillis(Math.max(own, wanted));
    }

    /** Begins with the shortest pause again, after an attempt that succeeded. */
    void reset() {
        next = pace.firstPause().toMillis();
    }
}
