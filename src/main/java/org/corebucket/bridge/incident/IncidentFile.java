package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.incident.Incident.IncidentAction;
import org.corebucket.bridge.incident.Incident.IncidentOrigin;
import org.corebucket.bridge.incident.Violation.InvolvedProcess;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/** The form of an incident's file. It is laid out for people, and read strictly. Unknown values are null. */
final class IncidentFile {

    private IncidentFile() {}

    /** The bytes of the whole file. */
    static byte[] bytes(Incident incident) {
        return JsonWriter.file(json -> write(incident, json)).getBytes(StandardCharsets.UTF_8);
    }

    /** The members of the file's object. */
    static void write(Incident incident, JsonWriter json) throws IOException {
        Violation violation = incident.violation();
        json.field("id", incident.id().text())
                .field("time", UtcTime.of(incident.time()))
                .field("severity", violation.severity().text())
                .field("kind", violation.kind())
                .field("summary", violation.summary())
                .beginArray("findings");
        for (ViolationFinding finding : violation.findings()) {
            write(finding, json);
        }
        json.endArray().beginArray("processes");
        for (InvolvedProcess process : violation.processes()) {
            json.beginObject()
                    .field("pid", process.pid())
                    .field("command", process.command())
                    .field("user", process.user())
                    .strings("parents", process.parents())
                    .endObject();
        }
        json.endArray();
        Instant good = incident.lastGoodVerify();
        json.knownField("last_good_verify", good == null ? "" : UtcTime.of(good));
        json.beginArray("actions");
        for (IncidentAction action : incident.actions()) {
            json.beginObject()
                    .field("time", UtcTime.of(action.time()))
                    .field("text", action.text())
                    .endObject();
        }
        json.endArray()
                .field("host", incident.raisedBy().host())
                .field("user", incident.raisedBy().user());
    }

    private static void write(ViolationFinding finding, JsonWriter json) throws IOException {
        json.beginObject().field("code", finding.code());
        json.knownField("path", finding.path());
        json.knownField("expected", finding.expected());
        json.knownField("actual", finding.actual());
        json.field("message", finding.message())
                .field("remedy", finding.remedy())
                .endObject();
    }

    /**
     * Reads a file.
     *
     * @param id the file's name, without its ending
     * @throws MalformedJsonException if it is not exactly the incident of that id
     */
    static Incident read(byte[] content, String id, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(content, source), source);
        if (!fields.string("id").equals(id) || !IncidentId.isId(id)) {
            throw fields.malformed("id", "is not the file's name", "give the file its incident's name");
        }
        Instant time = time(fields, "time");
        Violation violation = violation(fields);
        Instant good = fields.stringOrNull("last_good_verify") == null ? null : time(fields, "last_good_verify");
        List<IncidentAction> actions = new ArrayList<>();
        for (JsonFields action : fields.objects("actions")) {
            actions.add(new IncidentAction(time(action, "time"), action.string("text")));
            action.refuseOthers();
        }
        IncidentOrigin raisedBy = new IncidentOrigin(fields.string("host"), fields.string("user"));
        fields.refuseOthers();
        return new Incident(new IncidentId(id), time, violation, good, actions, raisedBy);
    }

    private static Violation violation(JsonFields fields) throws MalformedJsonException {
        Severity severity = fields.word("severity", Severity.values());
        List<ViolationFinding> findings = new ArrayList<>();
        for (JsonFields finding : fields.objects("findings")) {
            findings.add(new ViolationFinding(
                    finding.string("code"),
                    known(finding, "path"),
                    known(finding, "expected"),
                    known(finding, "actual"),
                    finding.string("message"),
                    finding.string("remedy")));
            finding.refuseOthers();
        }
        List<InvolvedProcess> processes = new ArrayList<>();
        for (JsonFields process : fields.objects("processes")) {
            processes.add(new InvolvedProcess(
                    process.wholeNumber("pid"),
                    process.string("command"),
                    process.string("user"),
                    process.strings("parents")));
            process.refuseOthers();
        }
        try {
            return new Violation(severity, fields.string("kind"), fields.string("summary"), findings, processes);
        } catch (IllegalArgumentException e) {
            throw fields.malformed("kind", "and 'summary' say nothing", "name both");
        }
    }

    private static String known(JsonFields fields, String name) throws MalformedJsonException {
        String value = fields.stringOrNull(name);
        return value == null ? "" : value;
    }

    private static Instant time(JsonFields fields, String name) throws MalformedJsonException {
        try {
            return UtcTime.parse(fields.string(name));
        } catch (DateTimeException e) {
            throw fields.malformed(name, "is no time", "expected one in UTC like 2026-11-23T08:00:00Z");
        }
    }
}
