package org.corebucket.bridge.incident;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * That somebody took note of a warning. It needs no key, so it says nothing of a critical incident, which it never closes.
 *
 * @param incident the id
 * @param reason what he said
 * @param acknowledgedAt when
 * @param by who, at which host
 */
public record Acknowledgement(String incident, String reason, Instant acknowledgedAt, String by) {

    byte[] bytes() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = JsonWriter.pretty(text)) {
            json.beginObject();
            write(json);
            json.endObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
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
     * @param id of the incident that it must be about
     * @throws MalformedJsonException if it is anything else
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
