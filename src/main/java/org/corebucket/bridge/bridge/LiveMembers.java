package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Instant;
import org.corebucket.bridge.json.JsonWriter;

/** Members of a JSON object that show the bridge's present state. */
public interface LiveMembers {

    /** Writes the members as of now into an object that has begun. */
    void writeTo(JsonWriter json, Instant now) throws IOException;
}
