package org.corebucket.bridge.admission;

import java.time.DateTimeException;
import java.util.Map;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonNull;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.ledger.SentTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as JSON with the fields that its endpoint needs (CONTRACT 6). Further fields are ignored, since V5's clients
 * send some; an optional field that is null counts as missing.
 */
final class SubmissionParser {

    /** What a body was read as. */
    sealed interface ParsedBody {

        /** The body has all its fields. */
        record Sound(Submission submission) implements ParsedBody {}

        /** A field is missing or wrong, or the body is no JSON. */
        record Flawed(Rejection rejection) implements ParsedBody {}
    }

    private final boolean requireTimestamp;

    SubmissionParser(boolean requireTimestamp) {
        this.requireTimestamp = requireTimestamp;
    }

    ParsedBody parse(Endpoint endpoint, byte[] body) {
        JsonValue value;
        try {
            value = Json.parse(body, "body");
        } catch (MalformedJsonException e) {
            return flawed(RejectionReason.MALFORMED_JSON, String.valueOf(e.getMessage()));
        }
        String flaw = flaw(endpoint, value);
        if (flaw != null) {
            return flawed(RejectionReason.INVALID_ENVELOPE, flaw);
        }
        Map<String, JsonValue> members = ((JsonObject) value).members();
        return new ParsedBody.Sound(submission(object(members, "payload"), members));
    }

    private static ParsedBody flawed(RejectionReason reason, String detail) {
        return new ParsedBody.Flawed(Rejection.of(reason, detail));
    }

    /** Takes the fields, which have been checked. */
    private static Submission submission(JsonObject payload, Map<String, JsonValue> members) {
        String sent = textOrNull(payload, "timestamp");
        return new Submission(
                payload,
                text(payload.members().get("module")),
                textOrNull(payload, "session_id"),
                sent == null ? null : SentTime.parse(sent),
                text(members.get("signature")),
                members.get("nonce"));
    }

    /** The first field that is wrong, in words; null if none is. */
    private @Nullable String flaw(Endpoint endpoint, JsonValue body) {
        if (!(body instanceof JsonObject envelope)) {
            return "the body is " + body.kind() + "; expected an object";
        }
        if (!(envelope.members().get("payload") instanceof JsonObject payload)) {
            return wrong("payload", envelope.members().get("payload"), "an object");
        }
        String flaw = payloadFlaw(endpoint, payload.members());
        if (flaw == null && !(envelope.members().get("signature") instanceof JsonString)) {
            return wrong("signature", envelope.members().get("signature"), "a string in base64");
        }
        return flaw;
    }

    private @Nullable String payloadFlaw(Endpoint endpoint, Map<String, JsonValue> payload) {
        if (!(payload.get("module") instanceof JsonString)) {
            return wrong("payload.module", payload.get("module"), "a string");
        }
        String flaw = endpoint == Endpoint.UPDATE ? updateFlaw(payload) : heartbeatFlaw(payload);
        if (flaw != null) {
            return flaw;
        }
        JsonValue session = payload.get("session_id");
        if (!isMissing(session) && !BoundedName.isOne(session)) {
            return wrong("payload.session_id", session, BoundedName.EXPECTED);
        }
        return timestampFlaw(payload.get("timestamp"), requireTimestamp || endpoint == Endpoint.HEARTBEAT);
    }

    private static @Nullable String updateFlaw(Map<String, JsonValue> payload) {
        JsonValue data = payload.get("data");
        return data instanceof JsonObject ? null : wrong("payload.data", data, "an object");
    }

    private static @Nullable String heartbeatFlaw(Map<String, JsonValue> payload) {
        JsonValue status = payload.get("status");
        if (!(status instanceof JsonString text) || !isStatus(text.text())) {
            return wrong("payload.status", status, "alive, warning or error");
        }
        JsonValue metrics = payload.get("metrics");
        boolean sound = isMissing(metrics) || metrics instanceof JsonObject;
        return sound ? null : wrong("payload.metrics", metrics, "an object");
    }

    private static boolean isStatus(String text) {
        return text.equals("alive") || text.equals("warning") || text.equals("error");
    }

    private static @Nullable String timestampFlaw(@Nullable JsonValue timestamp, boolean required) {
        if (isMissing(timestamp) && !required) {
            return null;
        }
        if (timestamp instanceof JsonString text) {
            try {
                SentTime.parse(text.text());
                return null;
            } catch (DateTimeException e) {
                // Said below, without quoting it.
            }
        }
        return wrong("payload.timestamp", timestamp, "a time like 2026-11-23T08:00:00.25Z");
    }

    private static boolean isMissing(@Nullable JsonValue value) {
        return value == null || value instanceof JsonNull;
    }

    static String wrong(String field, @Nullable JsonValue value, String expected) {
        String found = value == null ? "is missing" : "is " + value.kind() + " that is not taken";
        return "field " + field + " " + found + "; expected " + expected;
    }

    private static JsonObject object(Map<String, JsonValue> members, String name) {
        if (members.get(name) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalStateException(name + " was an object");
    }

    private static String text(@Nullable JsonValue value) {
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw new IllegalStateException("it was a string");
    }

    private static @Nullable String textOrNull(JsonObject object, String name) {
        JsonValue value = object.members().get(name);
        return isMissing(value) ? null : text(value);
    }
}
