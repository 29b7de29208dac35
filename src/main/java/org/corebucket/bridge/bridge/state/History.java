package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.admission.RejectionReason;

/**
 * What happened in each minute of the last hour, for charts: how long accepted envelopes took, and how many requests
 * were refused. It takes constant memory, and any thread may use it.
 */
public final class History {

    /** How many minutes it goes back, besides the present one. */
    public static final int MINUTES = 60;

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final HistorySlice[] slices = new HistorySlice[MINUTES + 1];

    /**
     * One minute.
     *
     * @param minute when it began
     * @param accepted how many envelopes were acknowledged
     * @param mean their mean latency in milliseconds; 0 if there were none
     * @param p99 the latency that 99 of 100 of them did not exceed, in milliseconds; at most a tenth too high
     * @param signature how many requests were refused for their signature
     * @param replay how many were refused as a replay
     * @param other how many were refused for other reasons
     */
    public record Minute(
            Instant minute, long accepted, double mean, double p99, long signature, long replay, long other) {}

    private static final class HistorySlice {
        private final long number;
        private final Latencies latencies = new Latencies();
        private long signature;
        private long replay;
        private long other;

        HistorySlice(long number) {
            this.number = number;
        }

        Minute minute() {
            return new Minute(
                    Instant.ofEpochMilli(number * MINUTE_MILLIS),
                    latencies.count(),
                    latencies.mean(),
                    latencies.percentile(0.99),
                    signature,
                    replay,
                    other);
        }
    }

    synchronized void accepted(Instant now, double millis) {
        slice(now).latencies.add(millis);
    }

    synchronized void rejected(Instant now, RejectionReason reason) {
        HistorySlice slice = slice(now);
        switch (reason) {
            case INVALID_SIGNATURE -> slice.signature++;
            case REPLAY_DETECTED -> slice.replay++;
            default -> slice.other++;
        }
    }

    private HistorySlice slice(Instant now) {
        long number = number(now);
        int index = index(number);
        HistorySlice slice = slices[index];
        if (slice == null || slice.number != number) {
            slice = new HistorySlice(number);
            slices[index] = slice;
        }
        return slice;
    }

    /**
     * All minutes from the one of a moment up to the present one, the oldest first.
     *
     * @param since a moment of the first minute; if it is older than the history, the history's oldest minute is the
     *     first
     */
    public synchronized List<Minute> since(Instant since, Instant now) {
        long newest = number(now);
        List<Minute> minutes = new ArrayList<>();
        for (long number = Math.max(number(since), newest - MINUTES); number <= newest; number++) {
            HistorySlice slice = slices[index(number)];
            minutes.add((slice != null && slice.number == number ? slice : new HistorySlice(number)).minute());
        }
        return minutes;
    }

    private static long number(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), MINUTE_MILLIS);
    }

    private static int index(long number) {
        return (int) Math.floorMod(number, (long) MINUTES + 1);
    }

    /**
     * Latencies, counted in a fixed number of classes whose bounds grow by a tenth each, from 10 microseconds to more
     * than a minute. What is below or above counts in the first or last class. It is for one thread at a time.
     */
    static final class Latencies {

        private static final double SMALLEST_MILLIS = 0.01;
        private static final double GROWTH = Math.log(1.1);
        private static final int CLASSES = 168;

        private final int[] counts = new int[CLASSES];
        private long count;
        private double sum;
        private double longest;

        void add(double millis) {
            double scaled = Math.log(millis / SMALLEST_MILLIS) / GROWTH;
            counts[(int) Math.max(0, Math.min(CLASSES - 1, Math.ceil(scaled)))]++;
            count++;
            sum += millis;
            longest = Math.max(longest, millis);
        }

        long count() {
            return count;
        }

        /** The mean in milliseconds; 0 if there were none. */
        double mean() {
            return count == 0 ? 0 : sum / count;
        }

        /**
         * The latency that this share of them did not exceed, in milliseconds. It is at most a tenth too high, and
         * never above the longest latency.
         *
         * @param share above 0, up to 1
         */
        double percentile(double share) {
            long wanted = (long) Math.ceil(count * share);
            long seen = 0;
            for (int i = 0; i < CLASSES && count > 0; i++) {
                seen += counts[i];
                if (seen >= wanted) {
                    return Math.min(longest, SMALLEST_MILLIS * Math.exp(i * GROWTH));
                }
            }
            return longest;
        }
    }
}
