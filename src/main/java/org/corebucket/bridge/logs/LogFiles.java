package org.corebucket.bridge.logs;

import java.util.List;
import org.corebucket.bridge.ledger.LedgerFiles;

/** The log files that the contract names, relative to the deployment's root (CONTRACT 7). */
public final class LogFiles {

    /** The ledger. */
    public static final String LEDGER = LedgerFiles.LIVE;

    /** Accepted updates. */
    public static final String UPDATES = "logs/core_sync.log";

    /** Answered requests. */
    public static final String METRICS = "logs/metrics.jsonl";

    /** Accepted heartbeats. */
    public static final String HEARTBEATS = "logs/heartbeat.log";

    /** Events. */
    public static final String EVENTS = "insight/flow.log";

    /** Refused requests and entrypoints. */
    public static final String REJECTS = "logs/security_rejects.log";

    /** All six, in the contract's order. */
    public static final List<String> ALL = List.of(UPDATES, METRICS, REJECTS, HEARTBEATS, LEDGER, EVENTS);

    /** All logs that rotate: the ledger does not. */
    static final List<String> ROTATED = List.of(UPDATES, METRICS, REJECTS, HEARTBEATS, EVENTS);

    private LogFiles() {}
}
