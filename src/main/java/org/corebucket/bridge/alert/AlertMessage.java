package org.corebucket.bridge.alert;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.corebucket.bridge.json.CanonicalJson;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonWord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Quoted;
import org.corebucket.bridge.json.Records;
import org.corebucket.bridge.text.TextColumns;

/**
 * One thing that people must be told (CONTRACT 10). It always fits into a request: a summary or data that are too long are cut,
 * since refusing them would leave an incident untold.
 *
 * @param type what happened
 * @param subject the id of the incident that it is about, of letters, digits, {@code -} and {@code _}, at most 100
 * @param time when it happened
 * @param severity how bad it is
 * @param summary one sentence for people; cut at 300 characters
 * @param data more for programs, as the text of a JSON object; if it is larger than 16 KiB, it is replaced by its size
 */
public record AlertMessage(
        AlertType type, String subject, Instant time, AlertSeverity severity, String summary, String data) {

    /** The kinds of messages. */
    public enum AlertType implements JsonWord {
        /** An incident was recorded. */
        INCIDENT_RAISED("incident.raised", ""),
        /** An incident was resolved. */
        INCIDENT_RESOLVED("incident.resolved", "-resolved"),
        /** An emergency stop is in force. */
        STOP_IN_FORCE("stop.in_force", "-stop"),
        /** A threshold of a running bridge is crossed. */
        BRIDGE_WARNING("bridge.warning", "-warning"),
        /** Nothing happened: it is a test whether alerts arrive. */
        TEST("test", "-test");

        private final String text;
        private final String suffix;

        AlertType(String text, String suffix) {
            this.text = text;
            this.suffix = suffix;
        }

        /** Its name in messages. */
        @Override
        public String text() {
            return text;
        }
    }

    /** How bad it is. */
    public enum AlertSeverity implements JsonWord {
        /** Nothing need be done. */
        INFO("info"),
        /** Somebody should look at it. */
        WARNING("warning"),
        /** Nothing runs until somebody has dealt with it. */
        CRITICAL("critical");

        private final String text;

        AlertSeverity(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    private static final String REMEDY = "remove the file";
    private static final int LONGEST_SUBJECT = 100;
    private static final int LONGEST_SUMMARY = 300;
    private static final int LARGEST_DATA = 16 * 1024;

    public AlertMessage {
        if (!isId(subject)) {
            throw new IllegalArgumentException(Quoted.of(subject) + " is no id of letters, digits, - and _");
        }
        if (summary.isBlank()) {
            throw new IllegalArgumentException("an alert has a summary");
        }
        summary = TextColumns.atMost(LONGEST_SUMMARY, summary);
        data = bounded(CanonicalJson.of(object(data)));
    }

    /**
     * The message's id. It is the same however often the message is sent, so that receivers recognise a repetition. An incident
     * that is raised and resolved makes two messages. The id has no full stop, as Standard Webhooks 1.0.0 asks.
     */
    public String id() {
        return subject + type.suffix;
    }

    /** A message as it is sent. Its first members and {@code data} are those of Standard Webhooks. */
    private record AlertJson(
            AlertType type,
            Instant timestamp,
            String id,
            String subject,
            AlertSeverity severity,
            String summary,
            JsonObject data)
            implements JsonRecord {}

    /** The message as one line of ASCII. */
    public String json() {
        return Records.line(new AlertJson(type, time, id(), subject, severity, summary, object(data)));
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param source the file's name in messages
     * @throws MalformedJsonException for anything else
     */
    static AlertMessage parse(byte[] json, String source) throws MalformedJsonException {
        AlertJson read = Records.read(json, source, AlertJson.class, REMEDY);
        try {
            AlertMessage message = new AlertMessage(
                    read.type, read.subject, read.timestamp, read.severity, read.summary, CanonicalJson.of(read.data));
            if (message.id().equals(read.id)) {
                return message;
            }
            throw new MalformedJsonException(source, 1, "field \"id\" is not that of type and subject", REMEDY);
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(source, 1, String.valueOf(e.getMessage()), REMEDY);
        }
    }

    /**
     * Whether a text can be an id, which becomes a part of a file's name and of the bytes that a webhook's signature covers.
     */
    private static boolean isId(String text) {
        boolean good = !text.isEmpty() && text.length() <= LONGEST_SUBJECT;
        for (int i = 0; good && i < text.length(); i++) {
            char c = text.charAt(i);
            good = isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        return good;
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static JsonObject object(String data) {
        try {
            JsonValue value = Json.parse(data.getBytes(StandardCharsets.UTF_8), "data");
            if (value instanceof JsonObject object) {
                return object;
            }
            throw new IllegalArgumentException("an alert's data is an object, not " + value.kind());
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("an alert's data is JSON: " + e.getMessage(), e);
        }
    }

    private static String bounded(String data) {
        return data.length() <= LARGEST_DATA ? data : "{\"omitted_bytes\": " + data.length() + "}";
    }
}
