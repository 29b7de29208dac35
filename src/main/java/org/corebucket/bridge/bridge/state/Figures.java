package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.admission.Rejection;

/** What this bridge counted and measured: minute by minute for 24 hours, and lately, from which warnings are made. */
public final class Figures {

    private final CountedMinutes minutes = new CountedMinutes();
    private final RollingSum recentLatency = new RollingSum(Duration.ofMinutes(5), 10);
    private final RollingSum recentRejects = new RollingSum(Duration.ofMinutes(1), 12);
    private final RollingSum recentCrowding = new RollingSum(Duration.ofMinutes(1), 12);
    private final RecentRefusals refusals = new RecentRefusals();

    /** Counts an envelope that was recorded and acknowledged. */
    public void accepted(Instant now, double millis) {
        minutes.accepted(now, millis);
        recentLatency.add(now, millis);
    }

    /** Counts a request that a gate refused. */
    public void rejected(Instant now, String endpoint, Rejection rejection) {
        minutes.rejected(now, rejection.reason());
        recentRejects.add(now, 1);
        refusals.add(new RecentRefusals.RecentRefusal(now, endpoint, rejection));
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
        minutes.failed(now);
    }

    /** Adds what this bridge counted before a restart. */
    void restore(List<MinuteFigures> before) {
        before.forEach(minutes::restore);
    }

    /** The minutes in which anything was counted, from the one of a moment on, the oldest first. */
    public List<MinuteFigures> since(Instant since, Instant now) {
        return minutes.since(since, now);
    }

    /** All that was counted in the last 24 hours. */
    public FigureCounts day(Instant now) {
        return minutes.day(now);
    }

    /** The mean latency of accepted envelopes in the last five minutes, in milliseconds. */
    public double recentLatency(Instant now) {
        return recentLatency.mean(now);
    }

    /** How many requests were refused in the last minute. */
    public long recentRejects(Instant now) {
        return recentRejects.count(now);
    }

    /** The requests that were refused last. */
    public RecentRefusals refusals() {
        return refusals;
    }
}
