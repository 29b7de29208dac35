package org.corebucket.bridge.logs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.FileFacts;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonBoolean;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;

/** When a deployment was last found ready, as its audit log says; the log is read from its end. */
public final class LastReady {

    /** A log in whose last part there is no such line has none that helps: it is a story of days. */
    private static final int FARTHEST_BACK = 32 * 1024 * 1024;

    private static final int BLOCK = 256 * 1024;

    /** Quotes within a JSON string are escaped, so these bytes are a field wherever they stand. */
    private static final String READY = "\"system_status\":\"READY\"";

    private LastReady() {}

    /**
     * The time of the last whole verification that said READY; empty if the log has none, or is no plain file.
     *
     * @param auditLog which need not be there
     */
    public static Optional<Instant> in(Path auditLog) throws IOException {
        if (!Files.exists(auditLog, LinkOption.NOFOLLOW_LINKS)
                || !FileFacts.of(auditLog).isRegular()) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(auditLog.toFile(), "r")) {
            long end = file.length();
            long stop = Math.max(0, end - FARTHEST_BACK);
            StringBuilder tail = new StringBuilder();
            for (long from = end; from > stop; ) {
                long before = Math.max(stop, from - BLOCK);
                tail.insert(0, block(file, before, (int) (from - before)));
                from = before;
                Optional<Instant> found = lastOf(tail, from == 0);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** A byte a character: what matters is ASCII, and a block may begin within a character. */
    private static String block(RandomAccessFile file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(from);
        file.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Looks at the whole lines of the tail, the last first, and leaves what has not been looked at. */
    private static Optional<Instant> lastOf(StringBuilder tail, boolean atBeginning) {
        int end = tail.length();
        int start = tail.lastIndexOf("\n", end - 1);
        while (start >= 0 || (atBeginning && end > 0)) {
            Optional<Instant> time = ready(tail.substring(start + 1, end));
            if (time.isPresent() || start < 0) {
                return time;
            }
            end = start;
            start = tail.lastIndexOf("\n", end - 1);
        }
        tail.setLength(end);
        return Optional.empty();
    }

    private static Optional<Instant> ready(String line) {
        if (!line.contains(READY)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            if (Json.parse(bytes, "audit log") instanceof JsonObject report
                    && report.members().get("system_status") instanceof JsonString status
                    && status.text().equals("READY")
                    && !(report.members().get("partial") instanceof JsonBoolean partial && partial.value())
                    && report.members().get("timestamp") instanceof JsonString time) {
                return Optional.of(UtcTime.parse(time.text()));
            }
        } catch (MalformedJsonException | DateTimeException e) {
            // A torn or foreign line says nothing; an older one may.
            return Optional.empty();
        }
        return Optional.empty();
    }
}
