package org.corebucket.bridge.incident;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * The record that somebody took note of a warning, which closes it. It needs no key, so it never closes a critical incident.
 *
 * @param incident the incident's id
 * @param reason what was stated as the reason
 * @param acknowledgedAt when it was acknowledged
 * @param by the user and host that acknowledged it
 */
public record Acknowledgement(String incident, String reason, Instant acknowledgedAt, String by) {

    byte[] bytes() {
        return JsonWriter.file(this::write).getBytes(StandardCharsets.UTF_8);
    }

    void write(JsonWriter json) throws IOException {
        json.field("incident", incident)
                .field("reason", reason)
                .field("acknowledged_at", UtcTime.of(acknowledgedAt))
                .field("by", by);
    }

    /**
     * Reads a file.
     *
     * @param id the id of the incident that it must be about
     * @throws MalformedJsonException if it is not such a record
     */
    static Acknowledgement read(byte[] content, String id, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(content, source), source);
        if (!fields.string("incident").equals(id)) {
            throw fields.malformed("incident", "is not the file's name", "acknowledge it again");
        }
        try {
            Acknowledgement read = new Acknowledgement(
                    id, fields.string("reason"), UtcTime.parse(fields.string("acknowledged_at")), fields.string("by"));
            fields.refuseOthers();
            return read;
        } catch (DateTimeException e) {
            throw fields.malformed("acknowledged_at", "is no time", "acknowledge it again");
        }
    }
}
