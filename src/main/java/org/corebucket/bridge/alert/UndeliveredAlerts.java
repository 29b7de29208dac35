package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/** Finds what is wrong with the alerts that wait. {@code verify} asks it, so it only reads, and it is quick if none waits. */
public final class UndeliveredAlerts {

    private static final int LARGEST_LABEL = 8192;
    /** How long an alert may wait before that is a finding (CONTRACT 10). */
    static final Duration OVERDUE = Duration.ofMinutes(15);

    private final Deployment deployment;
    private final int limit;
    private final List<Finding> findings = new ArrayList<>();

    private UndeliveredAlerts(Deployment deployment, int limit) {
        this.deployment = deployment;
        this.limit = limit;
    }

    /**
     * What is wrong with the queues of a deployment (CONTRACT 10).
     *
     * @param alerts the alerts of the verified policy
     * @return at most one finding of each kind for each queue: {@code alert-undelivered} for messages older than 15 minutes,
     * {@code alert-queue-full}, {@code alert-unreadable} for files that are not messages, {@code alert-orphaned} for messages
     * to a sink that the policy no longer has
     */
    public static List<Finding> findings(Deployment deployment, List<Policy.Alert> alerts, Instant now)
            throws IOException {
        return findings(deployment, alerts, now, AlertQueue.LIMIT);
    }

    static List<Finding> findings(Deployment deployment, List<Policy.Alert> alerts, Instant now, int limit)
            throws IOException {
        UndeliveredAlerts undelivered = new UndeliveredAlerts(deployment, limit);
        Map<String, AlertTarget> targets = targets(alerts);
        for (AlertTarget target : targets.values()) {
            undelivered.inspect(target, now);
        }
        Path queues = deployment.path(AlertTarget.QUEUES);
        for (String key : AlertQueue.names(queues)) {
            // The log of deliveries lies beside the queues.
            if (!targets.containsKey(key) && Files.isDirectory(queues.resolve(key), LinkOption.NOFOLLOW_LINKS)) {
                undelivered.inspectOrphan(key);
            }
        }
        return List.copyOf(undelivered.findings);
    }

    /** The sinks of a policy, each once, by the names of their queues. */
    private static Map<String, AlertTarget> targets(List<Policy.Alert> alerts) {
        Map<String, AlertTarget> targets = new LinkedHashMap<>();
        for (Policy.Alert alert : alerts) {
            AlertTarget target = new AlertTarget(alert);
            targets.putIfAbsent(target.key(), target);
        }
        return targets;
    }

    /**
     * The sinks of a policy that ended because their receivers want no more alerts.
     *
     * @return a warning for each; if all sinks of a policy ended, nobody is alerted
     */
    public static List<Caution> ended(Deployment deployment, List<Policy.Alert> alerts) {
        List<Caution> ended = new ArrayList<>();
        for (AlertTarget target : targets(alerts).values()) {
            EndedSink.read(target.directory(deployment))
                    .ifPresent(end -> ended.add(new Caution(
                            "alert-sink-ended",
                            AlertTarget.QUEUES + "/" + target.key(),
                            "ALERT SINK ENDED: " + target.label() + " wants no alerts any more (" + end.reason()
                                    + ") since " + UtcTime.of(end.at()),
                            "take it out of alerts in " + Deployment.POLICY
                                    + ", and freeze; if it is back: bridgectl alert test")));
        }
        return ended;
    }

    private void inspect(AlertTarget target, Instant now) throws IOException {
        Path directory = target.directory(deployment);
        List<AlertFileName> waiting = AlertQueue.waiting(directory);
        if (EndedSink.read(directory).isPresent()) {
            return;
        }
        if (!waiting.isEmpty()) {
            overdue(target, waiting, now);
        }
        if (waiting.size() >= limit) {
            add(
                    "alert-queue-full",
                    target.key(),
                    "ALERT QUEUE FULL: " + waiting.size() + " alerts wait for " + target.label() + "; more are refused",
                    "make it take alerts again; until then look for incidents with: bridgectl incident list");
        }
        int unreadable = AlertQueue.names(AlertQueue.unreadable(directory)).size();
        if (unreadable > 0) {
            add(
                    "alert-unreadable",
                    target.key(),
                    "ALERT UNREADABLE: " + unreadable + " files in the queue for " + target.label()
                            + " were no alerts, and were set aside",
                    "read them, find out who put them there, and remove them: rm -r " + AlertTarget.QUEUES + "/"
                            + target.key() + "/"
                            + AlertQueue.unreadable(directory).getFileName());
        }
    }

    private void overdue(AlertTarget target, List<AlertFileName> waiting, Instant now) {
        AlertFileName oldest = waiting.get(0);
        Duration age = Duration.between(oldest.queuedAt(), now);
        if (age.compareTo(OVERDUE) <= 0) {
            return;
        }
        Optional<FailedAttempts> attempts =
                FailedAttempts.read(target.directory(deployment)).filter(past -> past.isAt(oldest.id()));
        String trouble = attempts.map(past -> past.count() + " attempts failed, the last with: " + past.error())
                .orElse("it was never tried");
        add(
                "alert-undelivered",
                target.key(),
                "ALERT UNDELIVERED: " + oldest.id() + " has waited " + age.toMinutes() + " minutes for "
                        + target.label() + ", " + (waiting.size() - 1) + " more behind it; " + trouble,
                "make it take alerts again, and keep the watch running: bridgectl verify --every 5m");
    }

    private void inspectOrphan(String key) throws IOException {
        Path directory = deployment.path(AlertTarget.QUEUES).resolve(key);
        int waiting = AlertQueue.waiting(directory).size();
        if (waiting > 0) {
            add(
                    "alert-orphaned",
                    key,
                    "ALERT ORPHANED: " + waiting + " alerts wait for " + label(directory)
                            + ", which the policy does not have any more",
                    "put the sink back as it was and run: bridgectl freeze --reason TEXT; or, once they are read, remove"
                            + " them: rm -r " + AlertTarget.QUEUES + "/" + key);
        }
    }

    private static String label(Path directory) {
        try {
            String label = new String(TreeFiles.read(directory, "sink", LARGEST_LABEL), StandardCharsets.UTF_8);
            return label.strip();
        } catch (IOException e) {
            return "a sink";
        }
    }

    private void add(String code, String key, String message, String remedy) {
        findings.add(Finding.of(Consequence.FAILED, code, AlertTarget.QUEUES + "/" + key, message, remedy));
    }
}
