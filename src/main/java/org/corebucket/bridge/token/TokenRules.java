package org.corebucket.bridge.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a token is valid.
 *
 * @param maxLife from its {@code iat} to its {@code exp}; at most 24 hours
 * @param leeway how far the issuer's clock may be ahead; at most 60 seconds. It does not prolong a token
 * @param requireIssuer whether a token without {@code iss} is refused; one with another {@code iss} always is
 * @param revoked values of {@code jti} and {@code sub}: a token that has one of them is refused
 */
public record TokenRules(Duration maxLife, Duration leeway, boolean requireIssuer, Set<String> revoked) {

    /** The rules with the longest life and leeway that are allowed (CONTRACT 6). */
    public static final TokenRules STANDARD =
            new TokenRules(Duration.ofHours(24), Duration.ofSeconds(60), true, Set.of());

    public TokenRules {
        if (maxLife.compareTo(Duration.ofHours(24)) > 0 || maxLife.isNegative() || maxLife.isZero()) {
            throw new IllegalArgumentException("a token lives at most 24h");
        }
        if (leeway.compareTo(Duration.ofSeconds(60)) > 0 || leeway.isNegative()) {
            throw new IllegalArgumentException("the leeway is at most 60s");
        }
        revoked = Set.copyOf(revoked);
    }

    /** Accepts claims at this time, or throws. */
    void judge(TokenClaims claims, Instant now) throws InvalidTokenException, ExpiredTokenException {
        if (requireIssuer && !claims.hasIssuer()) {
            throw new InvalidTokenException("the token has no iss; expected " + TokenClaims.ISSUER);
        }
        if (revoked.contains(claims.id()) || revoked.contains(claims.caller().subject())) {
            throw new InvalidTokenException("the token was revoked");
        }
        Instant latest = now.plus(leeway);
        if (isAfter(claims.notBefore(), latest)) {
            throw new InvalidTokenException("the token is not valid yet");
        }
        if (isAfter(claims.issued(), latest)) {
            throw new InvalidTokenException("the token was issued in the future");
        }
        Instant issued = claims.issued();
        Instant start = issued == null ? now : issued;
        if (claims.expiry().isAfter(start.plus(maxLife))) {
            throw new InvalidTokenException("the token lives longer than " + maxLife.toSeconds() + " s");
        }
        if (!now.isBefore(claims.expiry())) {
            throw new ExpiredTokenException(claims.expiry());
        }
    }

    private static boolean isAfter(@Nullable Instant time, Instant latest) {
        return time != null && time.isAfter(latest);
    }
}
