package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;

/**
 * What health and warnings are made of, in windows that roll. Those of 24 hours outlive a restart by their file
 * ({@link FiguresFile}).
 */
public final class Figures {

    private final RollingSum errors = RollingSum.ofADay();
    private final RollingSum signatureRejects = RollingSum.ofADay();
    private final RollingSum replayRejects = RollingSum.ofADay();
    private final RollingSum otherRejects = RollingSum.ofADay();
    private final RollingSum latency = RollingSum.ofADay();
    private final RollingSum recentLatency = new RollingSum(Duration.ofMinutes(5), 10);
    private final RollingSum recentRejects = new RollingSum(Duration.ofMinutes(1), 12);
    private final RollingSum recentCrowding = new RollingSum(Duration.ofMinutes(1), 12);
    private final History history = new History();
    private final RecentRefusals refusals = new RecentRefusals();

    /** An envelope was recorded and acknowledged. */
    public void accepted(Instant now, double millis) {
        latency.add(now, millis);
        recentLatency.add(now, millis);
        history.accepted(now, millis);
    }

    /** A request was refused by one of the gates of a route. */
    public void rejected(Instant now, String endpoint, Rejection rejection) {
        RejectionReason reason = rejection.reason();
        recentRejects.add(now, 1);
        history.rejected(now, reason);
        refusals.add(new RecentRefusals.RecentRefusal(now, endpoint, rejection));
        switch (reason) {
            case INVALID_SIGNATURE -> signatureRejects.add(now, 1);
            case REPLAY_DETECTED -> replayRejects.add(now, 1);
            case OVERLOADED, DISK_FULL -> errors.add(now, 1);
            default -> otherRejects.add(now, 1);
        }
    }

    /** A connection had to make room, or found none. */
    public void crowded(Instant now) {
        recentCrowding.add(now, 1);
    }

    /** How many in the last minute. */
    public long recentCrowding(Instant now) {
        return recentCrowding.count(now);
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

    /** Refusals in the last 24 hours for anything but their signature, a replay or want of room. */
    public long otherRejects(Instant now) {
        return otherRejects.count(now);
    }

    /** The windows of 24 hours, by name. */
    SortedMap<String, RollingSum> days() {
        return new TreeMap<>(Map.of(
                "errors", errors,
                "latency_ms", latency,
                "other_rejects", otherRejects,
                "replay_rejects", replayRejects,
                "signature_rejects", signatureRejects));
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

    /** The last hour, minute by minute. */
    public History history() {
        return history;
    }

    /** The requests that were refused last. */
    public RecentRefusals refusals() {
        return refusals;
    }
}
