package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;

/**
 * That a receiver wants no alerts any more: it answered 410, and is asked no more until the policy names another one, or
 * {@code alert test} finds that it is back.
 *
 * @param at when it said so
 * @param reason what it said, on one line
 */
record EndedSink(Instant at, String reason) {

    private static final String FILE = "ended.json";
    private static final int LARGEST_FILE = 64 * 1024;

    void write(Path directory) throws IOException {
        String text = JsonWriter.object(json -> json.field("at", UtcTime.of(at)).field("reason", reason));
        byte[] content = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        new DurableFiles(directory.resolve(AlertQueue.STAGING)).write(directory.resolve(FILE), content, OwnerOnly.FILE);
    }

    /** Whether the sink of a directory ended; it did not if nothing sound says so. */
    static Optional<EndedSink> read(Path directory) {
        try {
            JsonFields fields = JsonFields.of(Json.parse(TreeFiles.read(directory, FILE, LARGEST_FILE), FILE), FILE);
            return Optional.of(new EndedSink(UtcTime.parse(fields.string("at")), fields.string("reason")));
        } catch (IOException | MalformedJsonException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Asks the sink of a directory again. */
    static void forget(Path directory) throws IOException {
        try {
            Files.delete(directory.resolve(FILE));
            DurableFiles.syncDirectory(directory);
        } catch (NoSuchFileException e) {
            // it never ended
            return;
        }
    }
}
