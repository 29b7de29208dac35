package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The count and sum of the values in a window of time up to now, which rolls with the clock in slices. It takes
 * constant memory, and any thread may use it.
 */
final class RollingSum {

    private final long sliceMillis;
    private final long[] slices;
    private final long[] counts;
    private final double[] sums;

    /**
     * An empty window.
     *
     * @param window how far the window goes back
     * @param slices how many slices it has; it goes back one slice further at most
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

    /** Adds a value. */
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
     * Adds what a slice held before a restart to what it holds now.
     *
     * @param time some moment of the slice
     */
    synchronized void restore(Instant time, long count, double sum) {
        add(time, sum);
        counts[index(slice(time))] += count - 1;
    }

    /**
     * A slice that is not empty.
     *
     * @param count how many values it has
     * @param sum their sum
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

    /** How many values are in the window. */
    synchronized long count(Instant now) {
        long newest = slice(now);
        long count = 0;
        for (int i = 0; i < slices.length; i++) {
            count += isWithin(slices[i], newest) ? counts[i] : 0;
        }
        return count;
    }

    /** The mean of the values in the window; 0 if there are none. */
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

    /**
     * Whether a slice is in the window. The next slice counts too, so that a clock that is set back a little does not
     * hide what was just counted.
     */
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
