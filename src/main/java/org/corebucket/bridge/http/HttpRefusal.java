package org.corebucket.bridge.http;

import java.util.Objects;

/**
 * A request that the server refuses itself.
 *
 * @param status 400, 408, 413, 415, 417, 431, 500, 503 or 505
 * @param detail one sentence about the request: which line, byte or header is wrong, and nothing else of its content
 * @param requestId the request's id as far as its head can be read, or one made for it
 * @param path as {@link HttpHead#path}; empty if the head was never whole or names none
 */
public record HttpRefusal(int status, String detail, String requestId, String path) {

    /** All is known of it, if only as an empty text. */
    public HttpRefusal {
        Objects.requireNonNull(detail);
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(path);
    }
}
