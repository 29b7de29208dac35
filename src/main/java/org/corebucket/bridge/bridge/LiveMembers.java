package org.corebucket.bridge.bridge;

import java.io.IOException;
import java.time.Instant;
import org.corebucket.bridge.json.JsonWriter;

/** The members of a JSON object that tells how things are. */
public interface LiveMembers {

    /** Writes them, as of now, into an object that has begun. */
    void writeTo(JsonWriter json, Instant now) throws IOException;
}
