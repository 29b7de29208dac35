package org.corebucket.bridge.http;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * The head of one request (RFC 9112, sections 3 and 5), as the client sent it: nothing is decoded, no dots are resolved,
 * so that what is compared is what was sent.
 *
 * @param method a token, case-sensitive, not necessarily one that anybody defined
 * @param path of an origin-form or absolute-form target, beginning with {@code /} and still percent-encoded; {@code *}
 *     for the asterisk-form
 * @param query what follows the first {@code ?}, still percent-encoded, or nothing
 * @param headers the field lines
 * @param peer who is connected
 * @param contentLength of the body in bytes; 0 if there is none; -1 if it comes in chunks, so that nobody knows yet
 * @param requestId the id of the request's trace, its own {@code X-Request-Id}, or one made for it; the answer carries it
 */
public record HttpHead(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        InetSocketAddress peer,
        long contentLength,
        String requestId) {

    /** A length below -1 is a bug of the caller. */
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

    /** Whether a body follows, if only an empty one in chunks. */
    public boolean hasBody() {
        return contentLength != 0;
    }
}
