package org.corebucket.bridge.admission;

import java.time.Instant;
import org.corebucket.bridge.token.ExpiredTokenException;
import org.corebucket.bridge.token.InvalidTokenException;
import org.corebucket.bridge.token.TokenVerifier;
import org.jspecify.annotations.Nullable;

/** Who sends the request, as its bearer token says (RFC 6750, section 2.1). */
final class TokenGate {

    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;

    TokenGate(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    HeadDecision decide(RequestHead head, Instant now) {
        String token = token(head.authorization());
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

    private static String token(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return "";
        }
        return authorization.substring(SCHEME.length()).strip();
    }

    private static HeadDecision refused(RejectionReason reason, String detail) {
        return new HeadDecision.HeadRefused(Rejection.of(reason, detail));
    }
}
