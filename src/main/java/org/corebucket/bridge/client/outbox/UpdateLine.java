package org.corebucket.bridge.client.outbox;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.corebucket.bridge.client.Update;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.BackwardLines;
import org.corebucket.bridge.lines.Disk;
import org.corebucket.bridge.lines.OpenLines;

/** An update as one line of a segment; its last member is its number. */
final class UpdateLine {

    static final int LONGEST = BackwardLines.LONGEST;

    /** Enough of a line's end to find its number there. */
    static final int NUMBER_BYTES = 40;

    private static final String NUMBER = ", \"number\": ";
    private static final int MOST_DIGITS = 18;

    private UpdateLine() {}

    /** A file of such lines, to be read. */
    static OpenLines file(Disk.DiskFile file) {
        return new OpenLines(file, LONGEST);
    }

    /** An update as JSON, without a number. */
    static JsonObject json(Update update) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("data", update.data());
        members.put("module", new JsonString(update.module(), 1));
        members.put("queued", new JsonString(UtcTime.of(update.queued()), 1));
        members.put("session_id", new JsonString(update.sessionId(), 1));
        return new JsonObject(members, 1);
    }

    /** The line but for its number, in ASCII. */
    static byte[] withoutNumber(Update update) {
        String json = CanonicalJson.of(json(update));
        return (json.substring(0, json.length() - 1) + NUMBER).getBytes(StandardCharsets.US_ASCII);
    }

    /** What the number adds to the line. */
    static byte[] end(long number) {
        return (number + "}\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The number at the end of a line; -1 if there is none. */
    static long number(byte[] lineEnd) {
        String end = new String(lineEnd, StandardCharsets.ISO_8859_1);
        int begin = end.lastIndexOf(NUMBER) + NUMBER.length();
        int digits = end.length() - 1 - begin;
        if (begin < NUMBER.length() || digits < 1 || digits > MOST_DIGITS || !end.endsWith("}")) {
            return -1;
        }
        for (int i = begin; i < end.length() - 1; i++) {
            if (end.charAt(i) < '0' || end.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(end, begin, end.length() - 1, 10);
    }

    /**
     * Reads a line.
     *
     * @param module whose segment it is in
     * @param source how a message names the place
     * @throws MalformedJsonException if it is no update of that module
     */
    static Update read(byte[] line, String module, String source) throws MalformedJsonException {
        JsonValue json = Json.parse(line, source);
        JsonFields fields = JsonFields.of(json, source);
        fields.object("data");
        if (!(json instanceof JsonObject object && object.members().get("data") instanceof JsonObject data)) {
            throw fields.malformed("data", "is no object", "it is kept aside");
        }
        String sessionId = fields.string("session_id");
        String queued = fields.string("queued");
        fields.wholeNumber("number");
        if (!fields.string("module").equals(module)) {
            throw fields.malformed("module", "names another module than " + module, "it is kept aside");
        }
        fields.refuseOthers();
        try {
            return new Update(module, sessionId, data, UtcTime.parse(queued));
        } catch (DateTimeException e) {
            throw fields.malformed("queued", "is no time in UTC", "it is kept aside");
        } catch (IllegalArgumentException e) {
            throw fields.malformed("session_id", "is no session id: " + e.getMessage(), "it is kept aside");
        }
    }
}
