package org.corebucket.bridge.client.outbox;

import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The clocks and random numbers of a delivery, which tests replace.
 *
 * @param time the time of day
 * @param nanos a clock for durations, like {@link System#nanoTime}
 * @param chance gives random numbers from 0 to 1
 */
public record DeliveryClock(InstantSource time, LongSupplier nanos, DoubleSupplier chance) {

    /** This machine's own, but with the given time of day. */
    public static DeliveryClock of(InstantSource clock) {
        return new DeliveryClock(
                clock, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }
}
