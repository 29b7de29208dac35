package org.corebucket.bridge.bridge.state;

import java.time.Duration;
import java.time.Instant;

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
