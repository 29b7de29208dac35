package org.corebucket.bridge.admission;

import org.jspecify.annotations.Nullable;

/**
 * A request whose head passed its gates.
 *
 * @param body as it came; not copied
 * @param idempotencyKey the header's value; null if it is missing
 */
@SuppressWarnings("ArrayRecordComponent") // Made once a request, and read once.
public record PostedRequest(
        Endpoint endpoint, byte[] body, @Nullable String idempotencyKey) {}
