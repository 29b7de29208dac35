package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** When a deployment was last found ready, as its audit log says; the log is read from its end. */
public final class LastReady {

    private LastReady() {}

    /**
     * The time of the last complete verification that was READY; empty if the log has none, or is not a regular file.
     *
     * @param auditLog the log, which need not be there
     */
    public static Optional<Instant> in(Path auditLog) throws IOException {
        return RecordedVerification.lastReady(auditLog).map(RecordedVerification::time);
    }
}
