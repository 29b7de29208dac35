package org.corebucket.bridge.guard;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.alert.UndeliveredAlerts;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/** Whether a deployment is watched, and its watch heard. A watch that died is missed also where none is demanded. */
final class Watching {

    private static final Set<String> CODES = Set.of("watch-record", "watch-late", "not-watched", "no-alert-sink");

    private final Deployment deployment;
    private final Policy policy;
    private final Instant now;

    Watching(Deployment deployment, Policy policy, Instant now) {
        this.deployment = deployment;
        this.policy = policy;
        this.now = now;
    }

    void ask(List<Finding> findings, List<String> evidence) throws IOException {
        try {
            Optional<WatchRecord> record = WatchRecord.of(deployment);
            if (record.isPresent()) {
                watched(record.get(), findings, evidence);
            } else {
                unwatched(findings, evidence);
            }
        } catch (MalformedJsonException e) {
            findings.add(
                    failed("watch-record", WatchRecord.FILE, "WATCH RECORD UNREADABLE: " + e.getMessage(), start()));
        }
        sinks(findings, evidence);
        findings.addAll(UndeliveredAlerts.findings(deployment, policy.alerts(), now));
    }

    /** Whether a finding of this code is one of these. */
    static boolean isOf(String code) {
        return code.startsWith("alert-") || CODES.contains(code);
    }

    private void watched(WatchRecord record, List<Finding> findings, List<String> evidence) {
        String last = "verified last at " + UtcTime.of(record.verified()) + ", every "
                + DurationText.of(record.interval()) + ", as process " + record.pid();
        if (record.isLate(now)) {
            findings.add(failed("watch-late", WatchRecord.FILE, "WATCH LATE: it " + last, start()));
        } else {
            evidence.add("Watched: " + last);
        }
    }

    private void unwatched(List<Finding> findings, List<String> evidence) {
        if (policy.monitoring().required()) {
            findings.add(failed(
                    "not-watched",
                    Deployment.POLICY,
                    "NOT WATCHED: the policy demands monitoring, and no watch has left a record",
                    start()));
        } else {
            evidence.add("No watch runs, and the policy demands none");
        }
    }

    private void sinks(List<Finding> findings, List<String> evidence) {
        int count = policy.alerts().size();
        if (count == 0 && policy.monitoring().required()) {
            findings.add(failed(
                    "no-alert-sink",
                    Deployment.POLICY,
                    "NO ALERT SINK: the policy demands monitoring, and nobody would hear of an incident",
                    "add a webhook or a command to alerts in " + Deployment.POLICY + ", and freeze"));
        } else {
            evidence.add(count == 0 ? "No alert sink, and the policy demands none" : "Alert sinks: " + count);
        }
    }

    private static String start() {
        return "start the watch: bridgectl verify --every 5m; one that is ended by SIGTERM is not missed";
    }

    private static Finding failed(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
