package org.corebucket.bridge.client.outbox;

import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.corebucket.bridge.process.StopSignal;

/**
 * Time and chance of a delivery, and the signal to end it: all that a test decides.
 *
 * @param clock what time it is
 * @param nanos what durations are measured with, like {@link System#nanoTime}
 * @param chance from 0 to 1
 * @param stop ends a delivery before its time; every pause is spent in waiting for it
 */
public record DeliveryClock(InstantSource clock, LongSupplier nanos, DoubleSupplier chance, StopSignal stop) {}
