package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.lines.SharedLineFile;

/**
 * {@code logs/security_rejects.log} (CONTRACT 7): lines of the form {@code TIMESTAMP - JSON}. All values are escaped, so that
 * no refusal makes a second line.
 */
public final class RejectLog {

    /**
     * An entrypoint that was refused.
     *
     * @param reason which of the contract's reasons
     * @param entrypoint the request's entrypoint, as it was spelled
     * @param detail why, for people
     */
    public record RefusedEntrypoint(String reason, String entrypoint, List<String> arguments, String detail) {
        public RefusedEntrypoint {
            arguments = List.copyOf(arguments);
        }
    }

    private final SharedLineFile lines;

    /** The log in a file, which need not be there yet. */
    public RejectLog(Path file) {
        lines = new SharedLineFile(file);
    }

    /**
     * Records a refused entrypoint. The fields for envelopes are empty.
     *
     * @throws IOException if the line is not on disk
     */
    public void append(Instant time, RefusedEntrypoint refused) throws IOException {
        String line = JsonWriter.object(json -> json.field("error", "entrypoint_refused")
                .field("reason", refused.reason())
                .field("module", "")
                .field("endpoint", "run")
                .field("entrypoint", refused.entrypoint())
                .strings("arguments", refused.arguments())
                .field("detail", refused.detail()));
        lines.append(UtcTime.of(time) + " - " + line);
    }
}
