package org.corebucket.bridge.process;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Asks another signal at most once a second, however often it is asked itself. A reason to end, once given, is kept. If the
 * other signal can't be asked, this one says that an emergency stop is in force.
 */
public final class ThrottledStopSignal implements StopSignal {

    private final StopSignal asked;
    private final LongSupplier nanos;
    private StopReason reason = StopReason.NONE;
    private long nextLook;

    /**
     * A signal that has not asked yet.
     *
     * @param nanos a clock like {@link System#nanoTime}
     */
    public ThrottledStopSignal(StopSignal asked, LongSupplier nanos) {
        this.asked = asked;
        this.nanos = nanos;
        this.nextLook = nanos.getAsLong();
    }

    @Override
    public synchronized StopReason ask() {
        long time = nanos.getAsLong();
        if (reason != StopReason.NONE || time - nextLook < 0) {
            return reason;
        }
        nextLook = time + BETWEEN_LOOKS.toNanos();
        try {
            reason = asked.ask();
        } catch (IOException e) {
            reason = StopReason.EMERGENCY;
        }
        return reason;
    }
}
