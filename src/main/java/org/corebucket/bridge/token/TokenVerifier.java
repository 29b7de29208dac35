package org.corebucket.bridge.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.digest.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Believes tokens of one algorithm, under keys that it was given (CONTRACT 6; RFC 8725, sections 3.1 and 3.2). Threads may
 * share it.
 */
public final class TokenVerifier {

    private static final int REMEMBERED = 4096;

    /** Whether a signature is one key's over a content. */
    private interface SignatureCheck {
        boolean holds(byte[] content, byte[] signature);
    }

    private final TokenAlgorithm algorithm;
    private final List<SignatureCheck> keys;
    private final TokenRules rules;
    private final VerifiedTokens verified = new VerifiedTokens(REMEMBERED);

    private TokenVerifier(TokenAlgorithm algorithm, List<SignatureCheck> keys, TokenRules rules) {
        this.algorithm = algorithm;
        this.keys = keys;
        this.rules = rules;
    }

    /** Believes HS256 under this secret alone. */
    public static TokenVerifier hs256(SharedSecret secret, TokenRules rules) {
        SignatureCheck check = (content, signature) -> MessageDigest.isEqual(secret.sign(content), signature);
        return new TokenVerifier(TokenAlgorithm.HS256, List.of(check), rules);
    }

    /**
     * Believes RS256 under this key.
     *
     * @param previous the key before the last rotation, which is believed too; null if there is none
     */
    public static TokenVerifier rs256(RsaPublicKey key, @Nullable RsaPublicKey previous, TokenRules rules) {
        List<SignatureCheck> keys = previous == null ? List.of(rsa(key)) : List.of(rsa(key), rsa(previous));
        return new TokenVerifier(TokenAlgorithm.RS256, keys, rules);
    }

    /**
     * Says who the bearer is.
     *
     * @throws ExpiredTokenException if the only thing wrong is that its time is over
     * @throws InvalidTokenException if anything else is
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

    /** What a stranger claims is not even parsed. */
    private TokenClaims signedClaims(String jwt) throws InvalidTokenException {
        TokenText.TokenParts parts = TokenText.TokenParts.of(jwt);
        TokenText.requireAlgorithm(parts.header(), algorithm);
        requireSignature(parts);
        return TokenClaims.of(parts.claims());
    }

    private void requireSignature(TokenText.TokenParts parts) throws InvalidTokenException {
        byte[] content = parts.signedContent();
        byte[] signature = parts.signature();
        for (SignatureCheck key : keys) {
            if (key.holds(content, signature)) {
                return;
            }
        }
        throw new InvalidTokenException("the token's signature does not hold");
    }

    /** RS256 by the toolkit's own RSA, which is stricter about padding than the JDK's. */
    private static SignatureCheck rsa(RsaPublicKey key) {
        return (content, signature) -> {
            try {
                key.verifyContent(content, signature);
                return true;
            } catch (InvalidSignatureException e) {
                return false;
            }
        };
    }
}
