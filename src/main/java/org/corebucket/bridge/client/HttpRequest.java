package org.corebucket.bridge.client;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of a bridge, or of a witness.
 *
 * @param path of the endpoint, percent-encoded
 * @param token the bearer's; empty for none
 * @param type the body's media type, and that of the answer
 * @param body of a {@code POST}; null for a {@code GET}
 */
public record HttpRequest(
        String path, String token, String type, @Nullable String body) {

    /** A request in JSON. */
    public HttpRequest(String path, String token, @Nullable String body) {
        this(path, token, "application/json", body);
    }
}
