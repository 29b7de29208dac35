package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.json.JsonRecord;

/**
 * The record of a receiver that wants no more alerts: it answered 410. Nothing is sent to it until the policy names another
 * one, or {@code alert test} finds that it is back.
 *
 * @param at when it answered so
 * @param reason its answer, on one line
 */
record EndedSink(Instant at, String reason) implements JsonRecord {

    private static final SinkFile<EndedSink> FILE = new SinkFile<>("ended.json", EndedSink.class);

    void write(Path directory) throws IOException {
        FILE.write(directory, this);
    }

    /** The record in a sink's directory; empty if there is no sound one, so that the sink counts as not ended. */
    static Optional<EndedSink> read(Path directory) {
        return FILE.read(directory);
    }

    /** Removes the record in a sink's directory, so that the sink gets alerts again. */
    static void forget(Path directory) throws IOException {
        try {
            Files.delete(directory.resolve(FILE.name()));
            DurableFiles.syncDirectory(directory);
        } catch (NoSuchFileException e) {
            // there is no record
            return;
        }
    }
}
