package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many there were, and what they sum up to, in the time that has just passed: a window that rolls with the clock, by the
 * slice. Takes the same memory however much it is told. Safe for use by many threads.
 */
final class RollingSum {

    private final long sliceMillis;
    private final long[] slices;
    private final long[] counts;
    private final double[] sums;

    /**
     * An empty window.
     *
     * @param window how far it looks back
     * @param slices in how many steps it rolls; it looks back a slice further at most
     */
    RollingSum(Duration window, int slices) {
        this.sliceMillis = window.toMillis() / slices;
        this.slices = new long[slices + 1];
        this.counts = new long[slices + 1];
        this.sums = new double[slices + 1];
    }

    /** A window of 24 hours that rolls by the minute. */
    static RollingSum ofADay() {
        return new RollingSum(Duration.ofHours(24), 24 * 60);
    }

    /** One more. */
    synchronized void add(Instant now, double value) {
        long slice = slice(now);
        int index = index(slice);
        if (slices[index] != slice) {
            slices[index] = slice;
            counts[index] = 0;
            sums[index] = 0;
        }
        counts[index]++;
        sums[index] += value;
    }

    /**
     * What a slice held before a restart; it is added to what the slice holds now.
     *
     * @param time some moment of the slice
     */
    synchronized void restore(Instant time, long count, double sum) {
        add(time, sum);
        counts[index(slice(time))] += count - 1;
    }

    /**
     * The slices of the window in which there was anything, by when they began.
     *
     * @param count how many there were
     * @param sum what they sum up to
     */
    record SumSlice(long count, double sum) {}

    synchronized SortedMap<Instant, SumSlice> slices(Instant now) {
        long newest = slice(now);
        SortedMap<Instant, SumSlice> found = new TreeMap<>();
        for (int i = 0; i < slices.length; i++) {
            if (counts[i] > 0 && isWithin(slices[i], newest)) {
                found.put(Instant.ofEpochMilli(slices[i] * sliceMillis), new SumSlice(counts[i], sums[i]));
            }
        }
        return found;
    }

    /** How many there were. */
    synchronized long count(Instant now) {
        long newest = slice(now);
        long count = 0;
        for (int i = 0; i < slices.length; i++) {
            count += isWithin(slices[i], newest) ? counts[i] : 0;
        }
        return count;
    }

    /** Their mean; 0 if there were none. */
    synchronized double mean(Instant now) {
        long newest = slice(now);
        long count = 0;
        double sum = 0;
        for (int i = 0; i < slices.length; i++) {
            if (isWithin(slices[i], newest)) {
                count += counts[i];
                sum += sums[i];
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    /** A clock that is set back must not make what was just counted part of the future. */
    private boolean isWithin(long slice, long newest) {
        return slice > newest - slices.length && slice <= newest + 1;
    }

    private long slice(Instant now) {
        return now.toEpochMilli() / sliceMillis;
    }

    private int index(long slice) {
        return (int) Math.floorMod(slice, (long) slices.length);
    }
}
