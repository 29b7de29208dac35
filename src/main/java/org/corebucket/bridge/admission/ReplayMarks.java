package org.corebucket.bridge.admission;

import java.time.Instant;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What must not come twice of an envelope.
 *
 * @param nonce its nonce
 * @param signed the digest of what its signature covers: whoever replays it may change the nonce, but not this
 * @param module with the session, its name in the ledger
 * @param sent the payload's timestamp; null if it has none, and so never grows stale
 */
public record ReplayMarks(
        String nonce,
        Sha256 signed,
        String module,
        String sessionId,
        @Nullable Instant sent) {}
