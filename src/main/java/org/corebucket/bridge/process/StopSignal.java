package org.corebucket.bridge.process;

import java.io.IOException;
import java.time.Duration;

/** Tells something that runs whether it is to end, and why. Many threads may ask at once. */
@FunctionalInterface
public interface StopSignal {

    /** How long {@link #await} waits before it asks again. */
    Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Why something is to end. A later constant outweighs the earlier ones. */
    enum StopReason {
        /** There is no reason, so it goes on. */
        NONE,
        /** It is to end in order, as by SIGTERM. */
        ORDERLY,
        /** An emergency stop is in force. */
        EMERGENCY
    }

    /**
     * Asks now.
     *
     * @throws IOException if it can't be found out; then the caller must not simply go on
     */
    StopReason ask() throws IOException;

    /**
     * Waits for so long, or until there is a reason to end, which is noticed within a second.
     *
     * @return the reason at the end of the wait
     * @throws IOException as {@link #ask}
     */
    default StopReason await(Duration atMost) throws IOException, InterruptedException {
        StopReason reason = ask();
        Duration left = atMost;
        while (reason == StopReason.NONE && left.compareTo(Duration.ZERO) > 0) {
            Duration slice = left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS;
            Thread.sleep(slice.toMillis());
            reason = ask();
            left = left.minus(slice);
        }
        return reason;
    }

    /** This signal or another one: while this one is waited for, the other one is asked every second. */
    default StopSignal or(StopSignal other) {
        return new EitherSignal(this, other);
    }
}
