package org.corebucket.bridge.watch;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.corebucket.bridge.cli.Operator;

/** The clock of an operator's host, whoever sets it. */
final class OperatorClock extends Clock {

    private final Operator operator;

    OperatorClock(Operator operator) {
        this.operator = operator;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return operator.now();
    }
}
