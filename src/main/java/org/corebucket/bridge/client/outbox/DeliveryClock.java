package org.corebucket.bridge.client.outbox;

import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.corebucket.bridge.process.StopSignal;

/**
 * Time and chance, passed in.
 *
 * @param clock what time it is
 * @param nanos the same on a clock that nobody sets, in nanoseconds
 * @param chance from 0 to 1
 * @param stop ends a delivery before its time; every pause is spent in waiting for it
 */
public record DeliveryClock(InstantSource clock, LongSupplier nanos, DoubleSupplier chance, StopSignal stop) {}
