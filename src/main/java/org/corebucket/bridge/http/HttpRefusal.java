package org.corebucket.bridge.http;

import java.util.Objects;

/**
 * A request that the server refuses itself.
 *
 * @param status 400, 408, 413, 415, 417, 431, 500, 503 or 505
 * @param detail one clause that says which line, byte or header is wrong, and quotes nothing else of the request
 * @param requestId the request's id if its head has a readable one, or one that was made
 * @param path as in {@link HttpHead#path}; empty if the head was never whole or has no path
 */
public record HttpRefusal(int status, String detail, String requestId, String path) {

    /** Refuses null. */
    public HttpRefusal {
        Objects.requireNonNull(detail);
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(path);
    }
}
