package org.corebucket.bridge.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts: each is twice as long as the one before, up to a limit, and partly random, so that many clients
 * do not come back at once.
 */
public final class BackOff {

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier chance;
    private long next;

    /**
     * Pauses of one sender.
     *
     * @param first the pause after the first failed attempt
     * @param longest the longest pause, whatever is asked for
     * @param chance from 0 to 1, anew each time; it shortens a pause by up to half
     */
    public BackOff(Duration first, Duration longest, DoubleSupplier chance) {
        this.first = first;
        this.longest = longest;
        this.chance = chance;
        this.next = first.toMillis();
    }

    /**
     * The next pause.
     *
     * @param asked the pause that whoever was asked asks for; it is honoured up to the limit, and never shortens the pause
     */
    public Duration pause(Optional<Duration> asked) {
        long most = longest.toMillis();
        long own = (long) (next * (1 - chance.getAsDouble() / 2));
        next = Math.min(2 * next, most);
        long wanted = asked.isPresent() ? Math.min(asked.get().toMillis(), most) : 0;
        return Duration.ofMillis(Math.max(own, wanted));
    }

    /** Begins with the shortest pause again, after an attempt that succeeded. */
    public void reset() {
        next = first.toMillis();
    }
}
