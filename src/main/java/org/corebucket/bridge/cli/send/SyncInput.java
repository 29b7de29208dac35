package org.corebucket.bridge.cli.send;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.corebucket.bridge.cli.shared.UsageException;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/** Where the updates of a {@code sync} come from. */
sealed interface SyncInput {

    /** Nothing new. */
    record NoInput() implements SyncInput {}

    /** One update of a module. */
    record OneUpdate(String module, InputFile file) implements SyncInput {

        /** The bridge takes no body beyond a mebibyte. */
        private static final int LARGEST = 1 << 20;

        /** Reads its data. */
        JsonObject read() throws IOException, MalformedJsonException {
            byte[] bytes = file.bytes();
            if (bytes.length > LARGEST) {
                throw new MalformedJsonException(
                        file.name(), 1, "it is longer than " + LARGEST + " bytes", "send it in parts");
            }
            JsonValue value = Json.parse(bytes, file.name());
            if (value instanceof JsonObject object) {
                return object;
            }
            throw new MalformedJsonException(
                    file.name(), value.line(), "expected an object, found " + value.kind(), "begin it with {");
        }
    }

    /** Many, one a line. */
    record LineInput(InputFile file) implements SyncInput {

        /** Begins to read them. */
        InputStream open() throws IOException {
            return new BufferedInputStream(file.open(), 1 << 16);
        }
    }

    /** What the options ask for. */
    static SyncInput of(@Nullable String module, @Nullable InputFile data, @Nullable InputFile from, boolean again)
            throws UsageException {
        if ((module == null) != (data == null)) {
            throw new UsageException("--module and --data belong together");
        }
        if (data != null && from != null) {
            throw new UsageException("one of --data and --from at a time");
        }
        if (again && (from != null || (data != null && data.isThere() && !data.isRegular()))) {
            throw new UsageException(
                    "--every would send the same again: it goes with --drain, or with a --data that is a file");
        }
        if (module != null && data != null) {
            return new OneUpdate(module, data);
        }
        return from == null ? new NoInput() : new LineInput(from);
    }

    /** Whether there is nothing new. */
    default boolean isNone() {
        return this instanceof NoInput;
    }
}
