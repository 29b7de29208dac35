package org.corebucket.bridge.incident;

import java.io.IOException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.incident.IncidentState.Closing;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.json.JsonWriter;

/** Writes an incident as JSON: its state, the incident as its file has it, and its resolution. */
public final class IncidentStateJson {

    private IncidentStateJson() {}

    /** Writes one case as an object; members without a value are null. */
    public static void write(IncidentState one, JsonWriter json) throws IOException {
        json.beginObject()
                .field("id", one.id())
                .field("state", one.isResolved() ? "resolved" : one.isOpen() ? "open" : "acknowledged")
                .field("critical", one.isCritical())
                .field("summary", one.summary());
        if (one.content() instanceof IncidentContent.Recorded recorded) {
            json.beginObject("incident");
            IncidentFile.write(recorded.incident(), json);
            json.endObject();
        } else {
            json.nullField("incident");
        }
        if (one.closing() instanceof Closing.Resolved resolved) {
            write(resolved.resolution(), json);
        } else {
            json.nullField("resolution");
        }
        if (one.closing() instanceof Closing.Acknowledged acknowledged) {
            json.beginObject("acknowledgement");
            acknowledged.acknowledgement().write(json);
            json.endObject();
        }
        if (one.closing() instanceof Closing.Doubtful doubtful) {
            json.field("resolution_problem", doubtful.problem());
        }
        json.endObject();
    }

    private static void write(Resolution resolution, JsonWriter json) throws IOException {
        json.beginObject("resolution");
        Sha256 digest = resolution.incidentSha256();
        if (digest == null) {
            json.nullField("incident_sha256");
        } else {
            json.field("incident_sha256", digest.hex());
        }
        json.field("reason", resolution.reason())
                .field("resolved_at", UtcTime.of(resolution.resolvedAt()))
                .field("by", resolution.by())
                .field(resolution.decidedBy().name(), resolution.decidedBy().value())
                .endObject();
    }
}
