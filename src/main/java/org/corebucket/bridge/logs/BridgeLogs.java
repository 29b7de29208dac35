package org.corebucket.bridge.logs;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.corebucket.bridge.deployment.Deployment;

/**
 * The five logs that a bridge writes beside the ledger (CONTRACT 7). A line is complete when its method returns. Safe for use by
 * many threads.
 */
public final class BridgeLogs extends RequestLog implements Closeable {

    private static final long MEGABYTE = 1_000_000;

    /** Five logs of 100 MB and their closed files are the 2 GB of the contract. */
    private static final RollingLog.Rotation STANDARD = new RollingLog.Rotation(100 * MEGABYTE, 30, 300 * MEGABYTE);

    private final Map<BridgeLog, RollingLog> open = new EnumMap<>(BridgeLog.class);

    /**
     * Opens all five.
     *
     * @param trouble is told of what can't be written, a line each
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

    /** The same logs for lines that are written together. */
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
