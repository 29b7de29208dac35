package org.corebucket.bridge.client.outbox;

import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance, passed in.
 *
 * @param clock what time it is
 * @param nanos the same on a clock that nobody sets, in nanoseconds
 * @param chance from 0 to 1
 * @param ending who may end a delivery; all its pauses are waited for there
 */
public record DeliveryClock(InstantSource clock, LongSupplier nanos, DoubleSupplier chance, DeliveryEnd ending) {}
