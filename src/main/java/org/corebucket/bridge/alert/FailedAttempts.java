package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.json.JsonRecord;

/**
 * The failed attempts to deliver a sink's oldest message, and when the next one is due.
 *
 * @param id the message's id
 * @param count how many failed
 * @param last when the last one failed
 * @param next when the next is due
 * @param asked whether the receiver asked for that time, so that no attempt is made earlier, not even after a restart
 * @param error why the last one failed
 */
record FailedAttempts(String id, int count, Instant last, Instant next, boolean asked, String error)
        implements JsonRecord {

    private static final SinkFile<FailedAttempts> FILE = new SinkFile<>("attempts.json", FailedAttempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(4);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int DOUBLINGS = 4;

    /** No failed attempt. */
    static final FailedAttempts NONE = new FailedAttempts("", 0, Instant.EPOCH, Instant.EPOCH, false, "");

    /**
     * Adds a failed attempt. The pauses are 4, 8, 16, 32 and then 60 seconds, shortened at random by up to a quarter, so that
     * many hosts do not all retry at once. So the first retry is made within 5 seconds (CONTRACT 10), and a receiver that is
     * back gets its messages within a minute.
     *
     * @param chance a random number from 0 to 1
     */
    FailedAttempts failed(String message, Instant now, String reason, double chance) {
        int before = message.equals(id) ? count : 0;
        long pause = before > DOUBLINGS - 1 ? LONGEST_PAUSE.toMillis() : FIRST_PAUSE.toMillis() << before;
        Instant next = now.plusMillis((long) (pause * (1 - chance / 4)));
        return new FailedAttempts(message, before + 1, now, next, false, reason);
    }

    /**
     * The same, with the time until which the receiver asked to be left alone. The next attempt is made at {@code latest} at
     * the latest, since an alert that comes too late is worse than one attempt too many.
     *
     * @param until the time that the receiver asked for
     * @param latest when the message counts as undelivered
     */
    FailedAttempts leftAlone(Instant until, Instant latest) {
        Instant at = until.isBefore(latest) ? until : latest;
        return at.isAfter(next) ? new FailedAttempts(id, count, last, at, true, error) : this;
    }

    /** The same for a new process: it tries at once, unless the receiver asked to be left alone. */
    FailedAttempts atStart() {
        return asked ? this : new FailedAttempts(id, count, last, Instant.EPOCH, false, error);
    }

    /** Whether the next attempt is due. It is also due if the clock was set back. */
    boolean isDue(Instant now) {
        return !now.isBefore(next) || now.isBefore(last);
    }

    /** Whether these were attempts to deliver this message. */
    boolean isAt(String message) {
        return id.equals(message);
    }

    /** Writes them into a sink's directory. */
    void write(Path directory) throws IOException {
        FILE.write(directory, this);
    }

    /** Reads them from a sink's directory; empty if nothing sound is there, which at worst makes the next attempt too early. */
    static Optional<FailedAttempts> read(Path directory) {
        return FILE.read(directory);
    }
}
