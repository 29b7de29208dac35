package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.policy.Policy;

/**
 * How the delivery to one of the policy's alerts stands.
 *
 * @param sink its name for people
 * @param waiting how many messages wait
 * @param oldest when the oldest of them was queued
 * @param attempts how many attempts to deliver that one failed
 * @param error why the last of them failed; empty if none did
 * @param ended why its receiver wants no more alerts; empty unless it said so
 * @param delivered when the last message was delivered, as far back as the log is read
 */
public record SinkStanding(
        String sink,
        int waiting,
        Optional<Instant> oldest,
        int attempts,
        String error,
        String ended,
        Optional<Instant> delivered) {

    /** So much of the end of the log of deliveries is read. */
    private static final int FARTHEST_BACK = 1 << 18;

    /** Whether alerts wait that could not be delivered so far. */
    public boolean isFailing() {
        return waiting > 0 && attempts > 0;
    }

    /** Those of the alerts of a policy, each sink once. Only reads. */
    public static List<SinkStanding> of(Deployment deployment, List<Policy.Alert> alerts) throws IOException {
        Map<String, Instant> delivered = alerts.isEmpty() ? Map.of() : lastDeliveries(deployment);
        List<SinkStanding> standings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Policy.Alert alert : alerts) {
            AlertTarget target = new AlertTarget(alert);
            if (seen.add(target.key())) {
                standings.add(of(target, deployment, Optional.ofNullable(delivered.get(target.label()))));
            }
        }
        return standings;
    }

    private static SinkStanding of(AlertTarget target, Deployment deployment, Optional<Instant> delivered)
            throws IOException {
        List<AlertFileName> waiting = AlertQueue.waiting(target.directory(deployment));
        Optional<AlertFileName> oldest = waiting.stream().findFirst();
        FailedAttempts failed = FailedAttempts.read(target.directory(deployment))
                .filter(past -> oldest.isPresent() && past.isAt(oldest.get().id()))
                .orElse(FailedAttempts.NONE);
        String ended = EndedSink.read(target.directory(deployment))
                .map(EndedSink::reason)
                .orElse("");
        return new SinkStanding(
                target.label(),
                waiting.size(),
                oldest.map(AlertFileName::queuedAt),
                failed.count(),
                failed.error(),
                ended,
                delivered);
    }

    /** When each sink was last delivered a message, by its name for people. A line that is none is passed over. */
    private static Map<String, Instant> lastDeliveries(Deployment deployment) throws IOException {
        Map<String, Instant> last = new HashMap<>();
        try (BackwardLines lines = BackwardLines.ofLog(DeliveryLog.file(deployment), FARTHEST_BACK)) {
            while (lines.previous()) {
                note(lines.text(), last);
            }
        }
        return last;
    }

    private static void note(String line, Map<String, Instant> last) {
        try {
            JsonFields fields = JsonFields.of(
                    Json.parse(line.getBytes(StandardCharsets.UTF_8), "delivered.jsonl"), "delivered.jsonl");
            last.putIfAbsent(fields.string("sink"), UtcTime.parse(fields.string("timestamp")));
        } catch (MalformedJsonException | DateTimeException e) {
            // The log is for people; what is no line of it says nothing.
            return;
        }
    }
}
