package org.corebucket.bridge.alert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.corebucket.bridge.deployment.DurableFiles;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Records;

/**
 * A small file beside a sink's queue that holds one record, and is always replaced as a whole.
 *
 * @param name its name in the sink's directory
 * @param type the record's type
 */
record SinkFile<T extends Record & JsonRecord>(String name, Class<T> type) {

    private static final int LARGEST = 64 * 1024;

    /** Writes a record durably, in place of the one before. */
    void write(Path directory, T value) throws IOException {
        byte[] content = (Records.line(value) + "\n").getBytes(StandardCharsets.US_ASCII);
        new DurableFiles(directory.resolve(AlertQueue.STAGING)).write(directory.resolve(name), content, OwnerOnly.FILE);
    }

    /** The record; empty if there is no sound one. */
    Optional<T> read(Path directory) {
        try {
            byte[] content = TreeFiles.read(directory, name, LARGEST);
            return Optional.of(Records.read(content, name, type, "remove the file"));
        } catch (IOException | MalformedJsonException e) {
            return Optional.empty();
        }
    }
}
