package org.corebucket.bridge.logs;

import java.util.EnumMap;
import java.util.Map;

/** Lines that are written together, all of a log in one write. For one thread. */
public final class GatheredLines extends RequestLog {

    /** So many characters are not kept any longer: a batch of the longest updates must not be in memory as text, too. */
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

    /** Writes what was gathered; all of it has reached the system when this returns. */
    public void write() {
        lines.forEach((log, text) -> logs.append(log, text.toString()));
        lines.clear();
        length = 0;
    }
}
