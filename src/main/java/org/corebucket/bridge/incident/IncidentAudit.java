package org.corebucket.bridge.incident;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.incident.Incident.IncidentOrigin;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.lines.SharedLineFile;

/** Writes the lines of the audit log about incidents. Unlike the lines of verifications they have the member {@code event}. */
final class IncidentAudit {

    private final SharedLineFile log;
    private final IncidentOrigin origin;

    IncidentAudit(Deployment deployment, IncidentOrigin origin) {
        this.log = new SharedLineFile(deployment.auditLog());
        this.origin = origin;
    }

    void raised(Incident incident) throws IOException {
        append(
                "incident-raised",
                incident.time(),
                incident.id().text(),
                json -> json.field("severity", incident.violation().severity().text())
                        .field("kind", incident.violation().kind())
                        .field("summary", incident.violation().summary()));
    }

    void stopped(String id, Instant now, List<String> ended) throws IOException {
        append("stopped", now, id, json -> json.strings("ended", ended));
    }

    void acknowledged(Acknowledgement made) throws IOException {
        append(
                "incident-acknowledged",
                made.acknowledgedAt(),
                made.incident(),
                json -> json.field("reason", made.reason()));
    }

    void resolved(Resolution resolution, boolean inForce) throws IOException {
        append(
                "incident-resolved",
                resolution.resolvedAt(),
                resolution.incident(),
                json -> json.field("reason", resolution.reason())
                        .field(
                                resolution.decidedBy().name(),
                                resolution.decidedBy().value())
                        .field("stop_in_force", inForce));
    }

    private void append(String event, Instant time, String id, JsonWriter.Members details) throws IOException {
        String line = JsonWriter.object(json -> {
            json.field("timestamp", UtcTime.of(time)).field("event", event).field("incident", id);
            details.writeTo(json);
            json.field("host", origin.host()).field("user", origin.user());
        });
        log.append(line);
    }
}
