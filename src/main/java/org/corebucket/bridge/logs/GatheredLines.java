package org.corebucket.bridge.logs;

import java.util.EnumMap;
import java.util.Map;

/** Gathers lines, and writes all lines of one log together. It is for use by one thread. */
public final class GatheredLines extends RequestLog {

    /**
     * The most characters that are gathered before they are written, so that a batch of the longest updates is not held in
     * memory as text, too.
     */
    private static final int MOST = 1 << 18;

    private final BridgeLogs logs;
    private final Map<BridgeLog, StringBuilder> lines = new EnumMap<>(BridgeLog.class);
    private int length;

    GatheredLines(BridgeLogs logs) {
        this.logs = logs;
    }

    @Override
    void append(BridgeLog log, String line) {
        StringBuilder text = lines.computeIfAbsent(log, one -> new StringBuilder());
        if (text.length() > 0) {
            text.append('\n');
        }
        text.append(line);
        length += line.length();
        if (length > MOST) {
            write();
        }
    }

    /** Writes the gathered lines. All of them have reached the system when this returns. */
    public void write() {
        lines.forEach((log, text) -> logs.append(log, text.toString()));
        lines.clear();
        length = 0;
    }
}
