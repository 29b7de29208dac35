package org.corebucket.bridge.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.keys.KeyRing;

/**
 * Accepts tokens of one algorithm, by the keys that it was given (CONTRACT 6; RFC 8725, sections 3.1 and 3.2). Threads may
 * share it.
 */
public final class TokenVerifier {

    private static final int REMEMBERED = 4096;

    /** Verifies a signature over a content. */
    private interface SignatureCheck {
        void verify(byte[] content, byte[] signature) throws InvalidSignatureException;
    }

    private final TokenAlgorithm algorithm;
    private final SignatureCheck signatures;
    private final TokenRules rules;
    private final VerifiedTokens verified = new VerifiedTokens(REMEMBERED);

    private TokenVerifier(TokenAlgorithm algorithm, SignatureCheck signatures, TokenRules rules) {
        this.algorithm = algorithm;
        this.signatures = signatures;
        this.rules = rules;
    }

    /** Accepts HS256 by this secret alone. */
    public static TokenVerifier hs256(SharedSecret secret, TokenRules rules) {
        SignatureCheck check = (content, signature) -> {
            if (!MessageDigest.isEqual(secret.sign(content), signature)) {
                throw new InvalidSignatureException("the secret did not make it");
            }
        };
        return new TokenVerifier(TokenAlgorithm.HS256, check, rules);
    }

    /**
     * Accepts RS256 by any of these keys. It uses the program's own RSA verification, which is stricter about padding than the
     * JDK's.
     */
    public static TokenVerifier rs256(KeyRing keys, TokenRules rules) {
        return new TokenVerifier(TokenAlgorithm.RS256, keys::verifyContent, rules);
    }

    /**
     * Verifies a token, and returns its caller.
     *
     * @throws ExpiredTokenException if the only thing wrong is that it has expired
     * @throws InvalidTokenException if anything else is wrong
     */
    public Caller verify(String jwt, Instant now) throws InvalidTokenException, ExpiredTokenException {
        TokenText.requireLength(jwt);
        Sha256 name = Sha256.of(jwt.getBytes(StandardCharsets.UTF_8));
        TokenClaims claims = verified.find(name);
        if (claims == null) {
            claims = signedClaims(jwt);
        }
        rules.judge(claims, now);
        verified.add(name, claims);
        return claims.caller();
    }

    /** Verifies the signature before it parses the claims, so that a stranger's claims are not even parsed. */
    private TokenClaims signedClaims(String jwt) throws InvalidTokenException {
        TokenText.TokenParts parts = TokenText.TokenParts.of(jwt);
        TokenText.requireAlgorithm(parts.header(), algorithm);
        requireSignature(parts);
        return TokenClaims.of(parts.claims());
    }

    private void requireSignature(TokenText.TokenParts parts) throws InvalidTokenException {
        try {
            signatures.verify(parts.signedContent(), parts.signature());
        } catch (InvalidSignatureException e) {
            throw new InvalidTokenException("the token's signature does not hold");
        }
    }
}
