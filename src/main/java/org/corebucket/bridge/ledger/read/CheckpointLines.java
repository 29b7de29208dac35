package org.corebucket.bridge.ledger.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Where the checkpoints of a ledger lie, one a line, from the oldest to the newest. Nothing of them is believed. */
public interface CheckpointLines {

    /** As reports call it. */
    String name();

    /** All lines, each with its line feed; empty if there is none. */
    InputStream open() throws IOException;

    /** The newest lines, the last one first, but for what a crash left behind them. */
    List<CheckpointLine> newest() throws IOException;

    /**
     * Adds one, durably.
     *
     * @throws IOException if it is not there afterwards
     */
    void append(Checkpoint checkpoint) throws IOException;

    /**
     * A whole line.
     *
     * @param text without its line feed; not copied
     * @param end where the next one begins, if they lie in a file
     */
    @SuppressWarnings("ArrayRecordComponent") // Parsed at once, and never compared.
    record CheckpointLine(byte[] text, long end) {}
}
