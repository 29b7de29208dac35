package org.corebucket.bridge.http;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * The head of one request (RFC 9112, sections 3 and 5), as the client sent it. Nothing is decoded and no dots are
 * resolved, so services compare what was sent.
 *
 * @param method a token, case-sensitive; it may be one that no standard defines
 * @param path the path of an origin-form or absolute-form target, beginning with {@code /} and still percent-encoded;
 *     {@code *} for the asterisk-form
 * @param query what follows the first {@code ?}, still percent-encoded; empty if there is none
 * @param headers the field lines
 * @param peer the address of the client
 * @param contentLength the body's length in bytes; 0 if there is no body; -1 if it comes in chunks and its length is
 *     not known yet
 * @param requestId the id of the request's trace, its own {@code X-Request-Id}, or one made for it; the answer carries
 *     it
 */
public record HttpHead(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        InetSocketAddress peer,
        long contentLength,
        String requestId) {

    /** Refuses a length below -1, which is a bug of the server. */
    public HttpHead {
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        Objects.requireNonNull(query);
        Objects.requireNonNull(headers);
        Objects.requireNonNull(peer);
        Objects.requireNonNull(requestId);
        if (contentLength < -1) {
            throw new IllegalArgumentException("a body has no " + contentLength + " bytes");
        }
    }

    /** Whether a body follows, which may be an empty one in chunks. */
    public boolean hasBody() {
        return contentLength != 0;
    }
}
