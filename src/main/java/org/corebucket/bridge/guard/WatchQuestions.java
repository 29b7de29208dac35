package org.corebucket.bridge.guard;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.corebucket.bridge.alert.AlertTarget;
import org.corebucket.bridge.alert.UndeliveredAlerts;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.policy.DurationText;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;

/**
 * Asks whether a deployment is watched, and whether its alerts reach somebody. A watch that died is a finding even if the
 * policy demands none.
 */
final class WatchQuestions {

    private static final Set<String> CODES = Set.of("watch-record", "watch-late", "not-watched", "no-alert-sink");

    private final Deployment deployment;
    private final Policy policy;
    private final Instant now;

    WatchQuestions(Deployment deployment, Policy policy, Instant now) {
        this.deployment = deployment;
        this.policy = policy;
        this.now = now;
    }

    /** Asks all; gives the number of the process that watches, if one does. */
    OptionalLong ask(Questions questions) throws IOException {
        OptionalLong watch = OptionalLong.empty();
        try {
            Optional<WatchRecord> record = WatchRecord.of(deployment);
            if (record.isPresent()) {
                watched(record.get(), questions);
                watch = record.get().isLate(now)
                        ? watch
                        : OptionalLong.of(record.get().pid());
            } else {
                unwatched(questions);
            }
        } catch (MalformedJsonException e) {
            questions.fails(failed(
                    "watch-record",
                    WatchRecord.FILE,
                    "WATCH RECORD UNREADABLE: " + e.getMessage(),
                    start() + orForget()));
        }
        sinks(questions);
        return watch;
    }

    /** Whether a finding with this code comes from these questions. */
    static boolean isOf(String code) {
        return code.startsWith("alert-") || CODES.contains(code);
    }

    private void watched(WatchRecord record, Questions questions) {
        String last = "verified last at " + UtcTime.of(record.verified()) + ", every "
                + DurationText.of(record.interval()) + ", as process " + record.pid();
        if (record.isLate(now)) {
            questions.fails(failed("watch-late", WatchRecord.FILE, "WATCH LATE: it " + last, start() + orForget()));
        } else {
            questions.holds("Watched: " + last);
        }
    }

    private void unwatched(Questions questions) {
        if (policy.monitoring().required()) {
            questions.fails(failed(
                    "not-watched",
                    Deployment.POLICY,
                    "NOT WATCHED: the policy demands monitoring, and no watch has left a record",
                    start()));
        } else {
            questions.holds("No watch runs, and the policy demands none");
        }
    }

    private void sinks(Questions questions) throws IOException {
        List<Finding> findings = new ArrayList<>(UndeliveredAlerts.findings(deployment, policy.alerts(), now));
        findings.addAll(AlertTarget.unverified(deployment, policy.alerts()));
        int count = policy.alerts().size();
        List<Caution> ended = UndeliveredAlerts.ended(deployment, policy.alerts());
        ended.forEach(questions::caution);
        if (count > 0 && ended.size() == count) {
            findings.add(failed(
                    "alert-no-sink-left",
                    Deployment.POLICY,
                    "NO ALERT SINK LEFT: every receiver of alerts said that it wants no more",
                    "name another one in alerts in " + Deployment.POLICY
                            + ", and freeze; if it is back: bridgectl alert test"));
        }
        if (count == 0 && policy.monitoring().required()) {
            findings.add(failed(
                    "no-alert-sink",
                    Deployment.POLICY,
                    "NO ALERT SINK: the policy demands monitoring, and nobody would hear of an incident",
                    "add a webhook or a command to \"alerts\" in " + Deployment.POLICY
                            + "; then: bridgectl freeze --reason TEXT"));
        }
        questions.ask(
                findings,
                count == 0
                        ? "No alert sink, and the policy demands none"
                        : "Alert sinks: " + count + ", no alert waits for longer than 15 minutes");
    }

    /** The remedy for a record that a watch left when it died: a watch that is ended by SIGTERM removes its record. */
    private String orForget() {
        return policy.monitoring().required()
                ? ""
                : "; or, if nothing is to watch any more, remove what it left: rm " + WatchRecord.FILE;
    }

    private static String start() {
        return "start the watch: bridgectl verify --every 5m";
    }

    private static Finding failed(String code, String path, String message, String remedy) {
        return Finding.of(Consequence.FAILED, code, path, message, remedy);
    }
}
