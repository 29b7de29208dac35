package org.corebucket.bridge.bridge.state;

/**
 * What bridges counted in some time. None of it changes any more.
 *
 * @param failures how many requests a bug kept them from answering
 * @param overloads how many were refused for want of room
 * @param signatures how many were refused for their signature
 * @param replays how many were refused as a replay
 * @param others how many were refused for other reasons
 * @param latencies how long the envelopes took that were acknowledged
 */
public record FigureCounts(
        long failures, long overloads, long signatures, long replays, long others, Latencies latencies) {

    /** Nothing was counted. */
    public static final FigureCounts NONE = new FigureCounts(0, 0, 0, 0, 0, new Latencies());

    /** Both together. */
    public FigureCounts plus(FigureCounts more) {
        Latencies both = new Latencies();
        both.add(latencies);
        both.add(more.latencies);
        return new FigureCounts(
                failures + more.failures,
                overloads + more.overloads,
                signatures + more.signatures,
                replays + more.replays,
                others + more.others,
                both);
    }

    /** How many requests could not be served: CONTRACT 6 calls that errors. */
    public long errors() {
        return failures + overloads;
    }

    /** How many requests were refused though their signature was sound and new, or was not looked at. */
    public long otherRefusals() {
        return overloads + others;
    }
}
