package org.corebucket.bridge.bridge.state;

/**
 * Latencies, counted in a fixed number of classes whose bounds grow by a tenth each, from 10 microseconds to more than a minute.
 * What is below or above counts in the first or last class. It is for one thread at a time.
 */
public final class Latencies {

    private static final double SMALLEST_MILLIS = 0.01;
    private static final double GROWTH = Math.log(1.1);
    private static final int CLASSES = 168;

    private final int[] counts = new int[CLASSES];
    private long count;
    private double sum;
    private double longest;

    /** Those that were written down.
     *
     * @param sum in milliseconds
     * @param longest in milliseconds
     * @param classes as {@link #classes} gave them; empty if only the sums are known
     * @throws IllegalArgumentException if that can't be
     */
    public static Latencies of(long count, double sum, double longest, String classes) {
        if (count < 0 || !(sum >= 0) || !(longest >= 0)) {
            throw new IllegalArgumentException("a count or a sum is below nothing");
        }
        Latencies latencies = new Latencies();
        latencies.count = count;
        latencies.sum = sum;
        latencies.longest = longest;
        if (!classes.isEmpty()) {
            for (String one : classes.split(" ", -1)) {
                int colon = one.indexOf(':');
                int number = colon < 0 ? -1 : Integer.parseInt(one.substring(0, colon));
                if (number < 0 || number >= CLASSES) {
                    throw new IllegalArgumentException("there is no class of latencies " + one);
                }
                latencies.counts[number] = Integer.parseInt(one.substring(colon + 1));
            }
        }
        return latencies;
    }

    void add(double millis) {
        double scaled = Math.log(millis / SMALLEST_MILLIS) / GROWTH;
        counts[(int) Math.max(0, Math.min(CLASSES - 1, Math.ceil(scaled)))]++;
        count++;
        sum += millis;
        longest = Math.max(longest, millis);
    }

    void add(Latencies others) {
        for (int i = 0; i < CLASSES; i++) {
            counts[i] += others.counts[i];
        }
        count += others.count;
        sum += others.sum;
        longest = Math.max(longest, others.longest);
    }

    /** How many there were. */
    public long count() {
        return count;
    }

    /** Their sum in milliseconds. */
    public double sum() {
        return sum;
    }

    /** The longest in milliseconds; 0 if there were none. */
    public double longest() {
        return longest;
    }

    /** The classes that are not empty, as in {@code 48:12 50:3}. */
    public String classes() {
        StringBuilder classes = new StringBuilder();
        for (int i = 0; i < CLASSES; i++) {
            if (counts[i] > 0) {
                classes.append(classes.length() == 0 ? "" : " ")
                        .append(i)
                        .append(':')
                        .append(counts[i]);
            }
        }
        return classes.toString();
    }

    /** The mean in milliseconds; 0 if there were none. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /**
     * The latency that this share of them did not exceed, in milliseconds. It is at most a tenth too high, and never above the
     * longest latency.
     *
     * @param share above 0, up to 1
     */
    public double percentile(double share) {
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
