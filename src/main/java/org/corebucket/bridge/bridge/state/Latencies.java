package org.corebucket.bridge.bridge.state;

/**
 * How long things took, in a fixed number of classes whose bounds grow by a tenth each: from 10 microseconds to more than a
 * minute, whatever is below or above counted with the first or last. For one thread at a time.
 */
final class Latencies {

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

    /** In milliseconds; 0 if there were none. */
    double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /**
     * What so many of them took at most, in milliseconds: at most a tenth too long, and never longer than the longest.
     *
     * @param share of all, up to 1
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
