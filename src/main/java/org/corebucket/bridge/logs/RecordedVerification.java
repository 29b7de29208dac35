package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonInteger;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.lines.BackwardLines;
import org.jspecify.annotations.Nullable;

/**
 * A verification, read from the audit log (CONTRACT 2).
 *
 * @param time when it began
 * @param ready whether no check failed
 * @param partial whether some checks were left out
 * @param score in percent; -1 if the line has none
 * @param exitCode the exit code; -1 if the line has none
 * @param warnings its warnings
 */
public record RecordedVerification(
        Instant time, boolean ready, boolean partial, int score, int exitCode, List<String> warnings) {

    public RecordedVerification {
        warnings = List.copyOf(warnings);
    }

    /** How far back the log is searched, in bytes. That covers days; an older verification is of no use. */
    private static final int FARTHEST_BACK = 32 * 1024 * 1024;

    /**
     * The bytes of the field in any verification's line. Quotes within a JSON string are escaped, so these bytes can't be a
     * part of a string.
     */
    private static final String ANY = "\"system_status\":\"";

    private static final String READY = "READY";

    /**
     * The last verification, whatever its verdict; empty if the log has none near its end, or is not a regular file.
     *
     * @param auditLog the log, which need not be there
     */
    public static Optional<RecordedVerification> last(Path auditLog) throws IOException {
        return last(auditLog, ANY, read -> true);
    }

    /** The last verification that was complete and READY. */
    static Optional<RecordedVerification> lastReady(Path auditLog) throws IOException {
        return last(auditLog, ANY + READY + '"', read -> read.ready() && !read.partial());
    }

    private static Optional<RecordedVerification> last(
            Path auditLog, String mark, Predicate<RecordedVerification> wanted) throws IOException {
        try (BackwardLines lines = BackwardLines.ofLog(auditLog, FARTHEST_BACK)) {
            while (lines.previous()) {
                String line = lines.text();
                RecordedVerification read = line.contains(mark) ? read(line) : null;
                if (read != null && wanted.test(read)) {
                    return Optional.of(read);
                }
            }
        }
        return Optional.empty();
    }

    /** Reads a verification; null for a torn line and for lines about anything else. */
    private static @Nullable RecordedVerification read(String line) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            if (Json.parse(bytes, "audit log") instanceof JsonObject report
                    && report.members().get("system_status") instanceof JsonString status
                    && report.members().get("timestamp") instanceof JsonString time) {
                return new RecordedVerification(
                        UtcTime.parse(time.text()),
                        status.text().equals(READY),
                        report.members().get("partial") instanceof JsonBoolean partial && partial.value(),
                        number(report, "readiness_score"),
                        number(report, "exit_code"),
                        report.texts("warnings"));
            }
        } catch (MalformedJsonException | DateTimeException e) {
            return null;
        }
        return null;
    }

    private static int number(JsonObject report, String name) {
        try {
            return report.members().get(name) instanceof JsonInteger number ? Integer.parseInt(number.digits()) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
