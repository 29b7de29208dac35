package org.corebucket.bridge.client.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * An update that left the outbox without a receipt.
 *
 * @param module the module that sent it
 * @param sessionId the update's session id; empty if the line could not be read as an update
 * @param reason why it was rejected
 * @param at when the bridge rejected it; empty if the line could not be read as an update
 */
public record RejectedUpdate(String module, Optional<String> sessionId, String reason, Optional<Instant> at) {}
