package org.corebucket.bridge.process;

import java.io.IOException;
import java.time.Duration;

/** Whether something that runs is to end, and why. Many threads may ask. */
@FunctionalInterface
public interface StopSignal {

    /** How long the standard wait goes on before it asks again. */
    Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Why something is to end. The later one outweighs the earlier ones. */
    enum StopReason {
        /** There is no reason: it goes on. */
        NONE,
        /** It is to end in order, as by SIGTERM. */
        ORDERLY,
        /** An emergency stop is in force. */
        EMERGENCY
    }

    /**
     * Asks now.
     *
     * @throws IOException if nobody can tell, which is no permission to go on
     */
    StopReason ask() throws IOException;

    /**
     * Waits so long, or until there is a reason to end, which is noticed after a second at most.
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

    /** This signal together with another one, which is asked every second while this one is waited for. */
    default StopSignal or(StopSignal other) {
        return new EitherSignal(this, other);
    }
}
