package org.corebucket.bridge.cli.sync;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.UsageException;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Where the updates of a {@code sync} come from. */
sealed interface SyncInput {

    /** Standard input's name on the command line. */
    String STANDARD_INPUT = "-";

    /** Nothing new. */
    record None() implements SyncInput {}

    /** One update of a module. */
    record One(String module, Path file) implements SyncInput {

        private static final int LARGEST = 1 << 20;

        /** Reads its data. */
        JsonObject read(Session session) throws IOException, MalformedJsonException {
            try (InputStream in = open(session, file)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    throw new MalformedJsonException(
                            name(file), 1, "it is longer than " + LARGEST + " bytes", "send it in parts");
                }
                JsonValue value = Json.parse(bytes, name(file));
                if (value instanceof JsonObject object) {
                    return object;
                }
                throw new MalformedJsonException(
                        name(file), value.line(), "expected an object, found " + value.kind(), "begin it with {");
            }
        }
    }

    /** Many, one a line. */
    record Lines(Path file) implements SyncInput {

        /** Begins to read them. */
        InputStream open(Session session) throws IOException {
            return new BufferedInputStream(SyncInput.open(session, file), 1 << 16);
        }
    }

    /** What the options ask for. */
    static SyncInput of(@Nullable String module, @Nullable Path data, @Nullable Path from, boolean again)
            throws UsageException {
        if ((module == null) != (data == null)) {
            throw new UsageException("--module and --data belong together");
        }
        if (data != null && from != null) {
            throw new UsageException("one of --data and --from at a time");
        }
        if (again && (from != null || (data != null && isStandardInput(data)))) {
            throw new UsageException("--every would send the same again: it goes with --drain, or with --data FILE");
        }
        if (module != null && data != null) {
            return new One(module, data);
        }
        return from == null ? new None() : new Lines(from);
    }

    /** Whether there is nothing new. */
    default boolean isNone() {
        return this instanceof None;
    }

    /** How messages name a file. */
    static String name(Path file) {
        return isStandardInput(file) ? "standard input" : file.toString();
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals(STANDARD_INPUT);
    }

    private static InputStream open(Session session, Path file) throws IOException {
        return isStandardInput(file)
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(session.host().workingDirectory().resolve(file));
    }
}
