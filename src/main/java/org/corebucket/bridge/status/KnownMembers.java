package org.corebucket.bridge.status;

import java.io.IOException;
import java.time.Instant;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes members whose value is null if it is not known. */
public final class KnownMembers {

    private KnownMembers() {}

    /** Writes a number, which is not known if it is below zero. */
    public static void number(JsonWriter json, String name, long value) throws IOException {
        if (value < 0) {
            json.nullField(name);
        } else {
            json.field(name, value);
        }
    }

    /** Writes a time, which is not known if it is null. */
    public static void time(JsonWriter json, String name, @Nullable Instant time) throws IOException {
        json.knownField(name, time == null ? "" : UtcTime.of(time));
    }
}
