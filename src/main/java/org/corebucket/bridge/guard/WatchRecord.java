package org.corebucket.bridge.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * The record that a watch writes after each verification, and removes when it ends in order. If a watch dies, its record stays,
 * and shows after a while that nobody watches any more.
 *
 * @param pid the number of the watch's process
 * @param started when it began
 * @param interval between two verifications
 * @param verified when the last verification ended
 * @param took how long that took
 */
public record WatchRecord(long pid, Instant started, Duration interval, Instant verified, Duration took) {

    /** Its file, relative to the root. */
    public static final String FILE = "logs/watch.json";

    private static final int LARGEST = 4096;
    private static final int MODE = 0640;
    private static final Duration LEAST_GRACE = Duration.ofSeconds(10);
    private static final int GRACE_PART = 10;

    public WatchRecord {
        started = started.truncatedTo(ChronoUnit.SECONDS);
        verified = verified.truncatedTo(ChronoUnit.SECONDS);
        if (interval.isNegative() || interval.isZero() || took.isNegative()) {
            throw new IllegalArgumentException("a watch has an interval, and takes some time");
        }
    }

    /**
     * The record of a deployment; empty if no watch runs, or it ended in order.
     *
     * @throws MalformedJsonException if there is a file that is not a record
     */
    public static Optional<WatchRecord> of(Deployment deployment) throws IOException, MalformedJsonException {
        try {
            JsonFields fields = JsonFields.of(Json.parse(TreeFiles.read(deployment.root(), FILE, LARGEST), FILE), FILE);
            return Optional.of(new WatchRecord(
                    fields.wholeNumber("pid"),
                    UtcTime.parse(fields.string("started")),
                    Duration.ofMillis(fields.wholeNumber("interval_ms")),
                    UtcTime.parse(fields.string("verified")),
                    Duration.ofMillis(fields.wholeNumber("took_ms"))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedJsonException(FILE, 1, String.valueOf(e.getMessage()), "remove the file");
        }
    }

    /** Writes the record durably, in place of the last one. */
    public void write(Deployment deployment) throws IOException {
        String text = JsonWriter.object(json -> json.field("pid", pid)
                .field("started", UtcTime.of(started))
                .field("interval_ms", interval.toMillis())
                .field("verified", UtcTime.of(verified))
                .field("took_ms", took.toMillis()));
        new DurableFiles(deployment.path("logs/.staging"))
                .write(deployment.path(FILE), (text + "\n").getBytes(StandardCharsets.UTF_8), MODE);
    }

    /** Removes the record, since the watch ended in order. */
    public static void remove(Deployment deployment) throws IOException {
        DurableFiles.remove(deployment.path(FILE));
    }

    /**
     * Whether the next verification should have ended by now. A delay of a tenth of the interval, or of 10 seconds if that is
     * more, is allowed.
     */
    public boolean isLate(Instant now) {
        Duration grace = interval.dividedBy(GRACE_PART);
        grace = grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace;
        return now.isAfter(verified.plus(interval).plus(took).plus(grace));
    }
}
