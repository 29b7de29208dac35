package org.corebucket.bridge.client;

import java.time.Instant;
import org.corebucket.bridge.json.JsonValue.JsonObject;

/**
 * What a module tells the bucket. Its session id stays the same however often it is sent, so that it arrives once.
 *
 * @param module who tells it
 * @param sessionId names it within its module, 1 to 128 characters
 * @param data anything
 * @param queued when it was given to be sent
 */
public record Update(String module, String sessionId, JsonObject data, Instant queued) {

    /** In code points. */
    public static final int LONGEST_SESSION_ID = 128;

    public Update {
        if (module.isBlank()) {
            throw new IllegalArgumentException("an update names its module");
        }
        if (sessionId.isEmpty() || sessionId.codePointCount(0, sessionId.length()) > LONGEST_SESSION_ID) {
            throw new IllegalArgumentException("a session id has 1 to " + LONGEST_SESSION_ID + " characters");
        }
    }
}
