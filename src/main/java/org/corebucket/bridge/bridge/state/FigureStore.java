package org.corebucket.bridge.bridge.state;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;

/**
 * Keeps what a bridge counted in each minute of the last 24 hours, so that it outlives a restart, and gives what the other nodes'
 * bridges counted where they keep it in the same place (CONTRACT 12). No decision depends on it. It is for one thread at a time.
 */
public interface FigureStore {

    /** What a bridge counted. */
    @FunctionalInterface
    interface OwnMinutes {
        /** The minutes in which anything was counted, from the one of a moment on. */
        List<MinuteFigures> since(Instant since);
    }

    /**
     * What the other nodes' bridges counted.
     *
     * @param nodes those that counted anything
     * @param day the sum of 24 hours; its latencies have no classes
     * @param hour the sum of each minute of the last hour in which anything was counted
     */
    record OthersFigures(SortedSet<String> nodes, FigureCounts day, List<MinuteFigures> hour) {}

    /** How often it is to be written and read. */
    Duration interval();

    /** What this bridge wrote of the last 24 hours, before it was started. What can never be read again is left out. */
    List<MinuteFigures> read(Instant now) throws IOException;

    /** Writes what is not written yet. What is there of the same minutes gives way. */
    void write(OwnMinutes own, Instant now) throws IOException;

    /** What the others wrote; nothing where nobody else does. */
    OthersFigures others(Instant now) throws IOException;
}
