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
 * What a watch leaves after each verification, and takes away when it ends in order: what is left by one that died says
 * that nobody watches any more.
 *
 * @param pid the watch's process
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
     * @throws MalformedJsonException if there is a file, and it is no record
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

    /** Puts the record in the place of the last one, durably. */
    public void write(Deployment deployment) throws IOException {
        String text = JsonWriter.object(json -> json.field("pid", pid)
                .field("started", UtcTime.of(started))
                .field("interval_ms", interval.toMillis())
                .field("verified", UtcTime.of(verified))
                .field("took_ms", took.toMillis()));
        new DurableFiles(deployment.path("logs/.staging"))
                .write(deployment.path(FILE), (text + "\n").getBytes(StandardCharsets.UTF_8), MODE);
    }

    /** Takes the record away: the watch ended in order. */
    public static void remove(Deployment deployment) throws IOException {
        DurableFiles.remove(deployment.path(FILE));
    }

    /** Whether its next verification should have ended by now; a tenth of the interval, at least 10 seconds, is forgiven. */
    public boolean isLate(Instant now) {
        Duration grace = interval.dividedBy(GRACE_PART);
        grace = grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace;
        return now.isAfter(verified.plus(interval).plus(took).plus(grace));
    }
}
