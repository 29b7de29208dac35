package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Records;

/**
 * The record of a receiver that wants no more alerts: it answered 410. Nothing is sent to it until the policy names another
 * one, or {@code alert test} finds that it is back.
 *
 * @param at when it answered so
 * @param reason its answer, on one line
 */
record EndedSink(Instant at, String reason) implements JsonRecord {

    private static final String FILE = "ended.json";
    private static final int LARGEST_FILE = 64 * 1024;

    void write(Path directory) throws IOException {
        byte[] content = (Records.line(this) + "\n").getBytes(StandardCharsets.US_ASCII);
        new DurableFiles(directory.resolve(AlertQueue.STAGING)).write(directory.resolve(FILE), content, OwnerOnly.FILE);
    }

    /** The record in a sink's directory; empty if there is no sound one, so that the sink counts as not ended. */
    static Optional<EndedSink> read(Path directory) {
        try {
            byte[] content = TreeFiles.read(directory, FILE, LARGEST_FILE);
            return Optional.of(Records.read(content, FILE, EndedSink.class, "remove the file"));
        } catch (IOException | MalformedJsonException e) {
            return Optional.empty();
        }
    }

    /** Removes the record in a sink's directory, so that the sink gets alerts again. */
    static void forget(Path directory) throws IOException {
        try {
            Files.delete(directory.resolve(FILE));
            DurableFiles.syncDirectory(directory);
        } catch (NoSuchFileException e) {
            // there is no record
            return;
        }
    }
}
