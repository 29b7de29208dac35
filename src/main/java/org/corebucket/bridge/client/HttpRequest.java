package org.corebucket.bridge.client;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of a bridge.
 *
 * @param path of the endpoint, percent-encoded
 * @param token the bearer's; empty for none
 * @param body of a {@code POST}, in ASCII; null for a {@code GET}
 */
public record HttpRequest(
        String path, String token, @Nullable String body) {}
