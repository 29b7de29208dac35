package org.corebucket.bridge.client.outbox;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance of a delivery, which tests decide.
 *
 * @param time what time it is
 * @param nanos what durations are measured with, like {@link System#nanoTime}
 * @param chance from 0 to 1
 */
public record DeliveryClock(InstantSource time, LongSupplier nanos, DoubleSupplier chance) {

    /** Those of this machine, but for what time it is. */
    public static DeliveryClock of(InstantSource clock) {
        return new DeliveryClock(
                clock, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }
}
