package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import org.corebucket.bridge.admission.Reason;

/** What health and warnings are made of: measured since the bridge started, in windows that roll. */
public final class Figures {

    private final RollingSum errors = RollingSum.ofADay();
    private final RollingSum signatureRejects = RollingSum.ofADay();
    private final RollingSum replayRejects = RollingSum.ofADay();
    private final RollingSum latency = RollingSum.ofADay();
    private final RollingSum recentLatency = new RollingSum(Duration.ofMinutes(5), 10);
    private final RollingSum recentRejects = new RollingSum(Duration.ofMinutes(1), 12);

    /** An envelope was recorded and acknowledged. */
    public void accepted(Instant now, double millis) {
        latency.add(now, millis);
        recentLatency.add(now, millis);
    }

    /** A request was refused. */
    public void rejected(Instant now, Reason reason) {
        recentRejects.add(now, 1);
        switch (reason) {
            case INVALID_SIGNATURE -> signatureRejects.add(now, 1);
            case REPLAY_DETECTED -> replayRejects.add(now, 1);
            case OVERLOADED, DISK_FULL -> errors.add(now, 1);
            default -> {
                // Counted among all refusals, and in no figure of its own.
            }
        }
    }

    /** The bridge could not do what it should have done. */
    public void failed(Instant now) {
        errors.add(now, 1);
    }

    public long errors(Instant now) {
        return errors.count(now);
    }

    public long signatureRejects(Instant now) {
        return signatureRejects.count(now);
    }

    public long replayRejects(Instant now) {
        return replayRejects.count(now);
    }

    /** The mean of the last 24 hours, in milliseconds. */
    public double latency(Instant now) {
        return latency.mean(now);
    }

    /** The mean of the last five minutes, in milliseconds. */
    public double recentLatency(Instant now) {
        return recentLatency.mean(now);
    }

    /** How many in the last minute. */
    public long recentRejects(Instant now) {
        return recentRejects.count(now);
    }
}
