package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.corebucket.bridge.admission.Rejection;
import org.corebucket.bridge.admission.RejectionReason;

/**
 * Counts and latencies in rolling windows, from which health and warnings are made. A file keeps the windows of 24
 * hours over a restart ({@link FiguresFile}).
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

    /** Counts an envelope that was recorded and acknowledged. */
    public void accepted(Instant now, double millis) {
        latency.add(now, millis);
        recentLatency.add(now, millis);
        history.accepted(now, millis);
    }

    /** Counts a request that a gate refused. */
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

    /** Counts a connection that was closed to make room, or found none. */
    public void crowded(Instant now) {
        recentCrowding.add(now, 1);
    }

    /** How many connections were closed to make room or found none, in the last minute. */
    public long recentCrowding(Instant now) {
        return recentCrowding.count(now);
    }

    /** Counts a request that the bridge failed to answer. */
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

    /** How many requests were refused in the last 24 hours for other reasons than signature, replay or want of room. */
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

    /** The mean latency of accepted envelopes in the last 24 hours, in milliseconds. */
    public double latency(Instant now) {
        return latency.mean(now);
    }

    /** The mean latency of accepted envelopes in the last five minutes, in milliseconds. */
    public double recentLatency(Instant now) {
        return recentLatency.mean(now);
    }

    /** How many requests were refused in the last minute. */
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
