package org.corebucket.bridge.logs;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;

/**
 * The five logs that a bridge writes beside the ledger (CONTRACT 7). When a method returns, its line has reached the system.
 * Many threads may use it at once.
 */
public final class BridgeLogs extends RequestLog implements Closeable {

    private static final long MEGABYTE = 1_000_000;

    /** For each of five logs 100 MB, and 300 MB for its closed files: together the contract's 2 GB. */
    private static final RollingLog.Rotation STANDARD = new RollingLog.Rotation(100 * MEGABYTE, 30, 300 * MEGABYTE);

    private final Map<BridgeLog, RollingLog> open = new EnumMap<>(BridgeLog.class);

    /**
     * Opens all five logs.
     *
     * @param trouble is told in one line of each failure to write
     */
    public BridgeLogs(Deployment deployment, Clock clock, Consumer<String> trouble) throws IOException {
        this(deployment, STANDARD, clock, trouble);
    }

    BridgeLogs(Deployment deployment, RollingLog.Rotation rotation, Clock clock, Consumer<String> trouble)
            throws IOException {
        boolean complete = false;
        try {
            for (BridgeLog log : BridgeLog.values()) {
                open.put(log, new RollingLog(deployment.path(log.path()), rotation, clock, trouble));
            }
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** The same logs, for lines that are gathered and written together. */
    public GatheredLines gathered() {
        return new GatheredLines(this);
    }

    @Override
    void append(BridgeLog log, String line) {
        RollingLog opened = open.get(log);
        if (opened != null) {
            opened.append(line);
        }
    }

    @Override
    public void close() {
        open.values().forEach(RollingLog::close);
    }
}
