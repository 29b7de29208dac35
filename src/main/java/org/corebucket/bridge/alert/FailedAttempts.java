package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Records;

/**
 * The failed attempts at a sink's oldest message, and when the next is due.
 *
 * @param id the message's
 * @param count how many failed
 * @param last when the last one failed
 * @param next when the next is due
 * @param asked whether the receiver asked for that time, so that nobody comes earlier, not even after a restart
 * @param error why the last one failed
 */
record FailedAttempts(String id, int count, Instant last, Instant next, boolean asked, String error)
        implements JsonRecord {

    private static final String FILE = "attempts.json";
    private static final int LARGEST_FILE = 64 * 1024;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(4);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int DOUBLINGS = 4;

    /** Before anything was tried. */
    static final FailedAttempts NONE = new FailedAttempts("", 0, Instant.EPOCH, Instant.EPOCH, false, "");

    /**
     * One more that failed. Pauses are 4, 8, 16, 32 and then 60 seconds, less up to a quarter by chance, so that many
     * hosts do not all come back at once: the first retry is within 5 seconds (CONTRACT 10), and a receiver that is back
     * has its messages within a minute.
     *
     * @param chance from 0 to 1
     */
    FailedAttempts failed(String message, Instant now, String reason, double chance) {
        int before = message.equals(id) ? count : 0;
        long pause = before > DOUBLINGS - 1 ? LONGEST_PAUSE.toMillis() : FIRST_PAUSE.toMillis() << before;
        Instant next = now.plusMillis((long) (pause * (1 - chance / 4)));
        return new FailedAttempts(message, before + 1, now, next, false, reason);
    }

    /**
     * The same, but the receiver asked to be left alone until a time; not beyond the moment by which the message should be
     * delivered, since an alert that nobody hears of in time is worse than a question too many.
     *
     * @param until what it asked for
     * @param latest when the message counts as undelivered
     */
    FailedAttempts leftAlone(Instant until, Instant latest) {
        Instant at = until.isBefore(latest) ? until : latest;
        return at.isAfter(next) ? new FailedAttempts(id, count, last, at, true, error) : this;
    }

    /** What a new process begins with: it tries at once, unless the receiver asked it not to. */
    FailedAttempts atStart() {
        return asked ? this : new FailedAttempts(id, count, last, Instant.EPOCH, false, error);
    }

    /** Whether the next one may be made. A clock that was set back does not make it wait. */
    boolean isDue(Instant now) {
        return !now.isBefore(next) || now.isBefore(last);
    }

    /** Whether they were attempts at this message. */
    boolean isAt(String message) {
        return id.equals(message);
    }

    /** Writes them into a sink's directory. */
    void write(Path directory) throws IOException {
        byte[] content = (Records.line(this) + "\n").getBytes(StandardCharsets.US_ASCII);
        new DurableFiles(directory.resolve(AlertQueue.STAGING)).write(directory.resolve(FILE), content, OwnerOnly.FILE);
    }

    /** Those of a sink's directory; none if nothing sound is there, since only the next attempt depends on it. */
    static Optional<FailedAttempts> read(Path directory) {
        try {
            byte[] content = TreeFiles.read(directory, FILE, LARGEST_FILE);
            return Optional.of(Records.read(content, FILE, FailedAttempts.class, "remove the file"));
        } catch (IOException | MalformedJsonException e) {
            return Optional.empty();
        }
    }
}
