package org.corebucket.bridge.logs;

import java.util.List;

/** The log files that the contract names, relative to the deployment's root (CONTRACT 7). */
public final class LogFiles {

    /** The ledger. */
    public static final String LEDGER = "logs/provenance_chain.jsonl";

    /** What was refused. */
    public static final String REJECTS = "logs/security_rejects.log";

    /** All six, in the contract's order. */
    public static final List<String> ALL = List.of(
            "logs/core_sync.log", "logs/metrics.jsonl", REJECTS, "logs/heartbeat.log", LEDGER, "insight/flow.log");

    private LogFiles() {}
}
