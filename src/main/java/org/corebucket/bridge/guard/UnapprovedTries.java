package org.corebucket.bridge.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.lines.BackwardLines;

/** Counts in the audit log, from its end, how often arguments that are not approved were tried in the last hour. */
final class UnapprovedTries {

    private static final Duration WHILE = Duration.ofHours(1);
    private static final int FARTHEST = 16 << 20;
    private static final int LONGEST_LINE = 1 << 20;
    private static final String RUN = "{\"event\":\"run\",";
    private static final String REFUSED = "\"outcome\":\"refused\",";
    private static final String REASON = "\"reason\":\"" + Refusal.RefusalReason.ARGUMENTS_NOT_APPROVED.text() + "\"";
    private static final String TIMESTAMP = "\"timestamp\":\"";

    private final Path auditLog;
    private final Clock clock;

    UnapprovedTries(Path auditLog, Clock clock) {
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * Whether the try that was recorded just now is the only one. It is false if that can't be told, because the try is not in
     * the log or the log does not reach back an hour.
     */
    boolean isFirst() throws IOException {
        Instant since = clock.instant().minus(WHILE);
        int tries = 0;
        long seen = 0;
        boolean whole = false;
        try (BackwardLines lines = BackwardLines.ofLog(auditLog, FARTHEST)) {
            while (!whole && tries < 2 && lines.previous()) {
                String line = lines.text();
                seen += line.length() + 1;
                whole = isBefore(line, since);
                if (!whole && line.startsWith(RUN) && line.contains(REFUSED) && line.contains(REASON)) {
                    tries++;
                }
            }
        }
        return tries == 1 && (whole || seen < FARTHEST - LONGEST_LINE);
    }

    private static boolean isBefore(String line, Instant since) {
        int at = line.indexOf(TIMESTAMP);
        int from = at + TIMESTAMP.length();
        int to = at < 0 ? -1 : line.indexOf('"', from);
        try {
            return to > 0 && UtcTime.parse(line.substring(from, to)).isBefore(since);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
