package org.corebucket.bridge.admission;

import java.time.Instant;
import org.corebucket.bridge.json.JsonValue;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A body of the right shape, of which nothing else is known yet.
 *
 * @param module as the payload says
 * @param sessionId the payload's; null if it has none
 * @param sent the payload's timestamp; null if it has none
 * @param signature as it was sent, in base64 if all is well
 * @param nonce as it was sent, or null: not looked at before the signature holds
 */
record Submission(
        JsonObject payload,
        String module,
        @Nullable String sessionId,
        @Nullable Instant sent,
        String signature,
        @Nullable JsonValue nonce) {}
