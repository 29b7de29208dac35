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

/** An update as one line of a segment. The last member of the line is its number. */
final class UpdateLine {

    static final int LONGEST = BackwardLines.LONGEST;

    /** How many of a line's last bytes are enough to find its number. */
    static final int NUMBER_BYTES = 40;

    private static final String NUMBER = ", \"number\": ";
    private static final int MOST_DIGITS = 18;

    private UpdateLine() {}

    /** Opens a file of such lines for reading. */
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

    /** The line without its number, in ASCII. */
    static byte[] withoutNumber(Update update) {
        String json = CanonicalJson.of(json(update));
        return (json.substring(0, json.length() - 1) + NUMBER).getBytes(StandardCharsets.US_ASCII);
    }

    /** The part of the line with its number. */
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
     * @param module the module of the segment
     * @param source the line's place, for messages
     * @throws MalformedJsonException if it is not an update of that module
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
