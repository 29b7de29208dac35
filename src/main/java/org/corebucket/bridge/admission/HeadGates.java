package org.corebucket.bridge.admission;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.ExpiredTokenException;
import org.corebucket.bridge.token.InvalidTokenException;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.TokenVerifier;
import org.jspecify.annotations.Nullable;

/**
 * The gates before a body is read, in the order of CONTRACT 6: size and content type, token, role. They take no lock that
 * is held for long, and wait for nothing: an I/O thread may ask them.
 */
public final class HeadGates {

    private static final String JSON = "application/json";
    private static final String BEARER = "Bearer ";

    private final long largestBody;
    private final TokenVerifier verifier;

    /**
     * Gates of one bridge.
     *
     * @param largestBody in bytes
     */
    public HeadGates(long largestBody, TokenVerifier verifier) {
        this.largestBody = largestBody;
        this.verifier = verifier;
    }

    /**
     * Decides on a request whose route asks for a role.
     *
     * @param hasBody whether the route takes a body
     */
    public HeadDecision decide(RequestHead head, Role needed, boolean hasBody, Instant now) {
        Optional<Rejection> contentFlaw = hasBody ? content(head) : Optional.empty();
        if (contentFlaw.isPresent()) {
            return new HeadDecision.HeadRefused(contentFlaw.get());
        }
        HeadDecision decision = token(head, now);
        if (decision instanceof HeadDecision.HeadPassed passed) {
            Optional<Rejection> lacking = role(passed.caller(), needed);
            return lacking.isPresent() ? new HeadDecision.HeadRefused(lacking.get()) : decision;
        }
        return decision;
    }

    /** The body is announced as JSON, and is not too large. */
    private Optional<Rejection> content(RequestHead head) {
        if (head.contentLength() > largestBody) {
            String detail =
                    "the body has " + head.contentLength() + " bytes, and at most " + largestBody + " are taken";
            return Optional.of(Rejection.of(RejectionReason.BODY_TOO_LARGE, detail));
        }
        if (!isJson(head.contentType())) {
            return Optional.of(Rejection.of(
                    RejectionReason.UNSUPPORTED_MEDIA_TYPE, "send Content-Type: application/json, in UTF-8"));
        }
        return Optional.empty();
    }

    /** RFC 8259, section 11: the type has no parameters; that many clients name its only character set is harmless. */
    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        String parameter = semicolon < 0 ? "" : contentType.substring(semicolon + 1);
        return type.strip().equalsIgnoreCase(JSON) && (parameter.isBlank() || isUtf8(parameter.strip()));
    }

    private static boolean isUtf8(String parameter) {
        String lower = parameter.toLowerCase(Locale.ROOT);
        return lower.equals("charset=utf-8") || lower.equals("charset=\"utf-8\"");
    }

    /** The bearer token (RFC 6750, section 2.1) says who sends the request. */
    private HeadDecision token(RequestHead head, Instant now) {
        String token = bearerToken(head.authorization());
        if (token.isEmpty()) {
            return refused(RejectionReason.MISSING_TOKEN, "send Authorization: Bearer with a token");
        }
        try {
            return new HeadDecision.HeadPassed(verifier.verify(token, now));
        } catch (ExpiredTokenException e) {
            return refused(RejectionReason.EXPIRED_TOKEN, String.valueOf(e.getMessage()));
        } catch (InvalidTokenException e) {
            return refused(RejectionReason.INVALID_TOKEN, String.valueOf(e.getMessage()));
        }
    }

    private static String bearerToken(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return "";
        }
        return authorization.substring(BEARER.length()).strip();
    }

    private static HeadDecision refused(RejectionReason reason, String detail) {
        return new HeadDecision.HeadRefused(Rejection.of(reason, detail));
    }

    /** The caller has the role that the route asks for. */
    private static Optional<Rejection> role(Caller caller, Role needed) {
        if (caller.has(needed)) {
            return Optional.empty();
        }
        String detail = "the token has not the role " + needed.text();
        return Optional.of(Rejection.of(RejectionReason.INSUFFICIENT_PRIVILEGES, detail));
    }
}
