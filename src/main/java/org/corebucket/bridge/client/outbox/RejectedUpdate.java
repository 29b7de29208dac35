package org.corebucket.bridge.client.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * What left the outbox without a receipt.
 *
 * @param module whose it was
 * @param sessionId of the update; none if it was no update that could be read
 * @param reason why
 * @param at when the bridge refused it; none if it was no update that could be read
 */
public record RejectedUpdate(String module, Optional<String> sessionId, String reason, Optional<Instant> at) {}
