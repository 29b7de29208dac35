package org.corebucket.bridge.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** When a deployment was last found ready, as its audit log says; the log is read from its end. */
public final class LastReady {

    private LastReady() {}

    /**
     * The time of the last whole verification that said READY; empty if the log has none, or is no plain file.
     *
     * @param auditLog which need not be there
     */
    public static Optional<Instant> in(Path auditLog) throws IOException {
        return RecordedVerification.lastReady(auditLog).map(RecordedVerification::time);
    }
}
