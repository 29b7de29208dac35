package org.corebucket.bridge.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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

    private final TokenAlgorithm algorithm;
    private final List<JWSVerifier> keys;
    private final TokenRules rules;
    private final VerifiedTokens verified = new VerifiedTokens(REMEMBERED);

    private TokenVerifier(TokenAlgorithm algorithm, List<JWSVerifier> keys, TokenRules rules) {
        this.algorithm = algorithm;
        this.keys = keys;
        this.rules = rules;
    }

    /** Believes HS256 under this secret alone. */
    public static TokenVerifier hs256(SharedSecret secret, TokenRules rules) {
        try {
            return new TokenVerifier(TokenAlgorithm.HS256, List.of(new MACVerifier(secret.bytes())), rules);
        } catch (JOSEException e) {
            throw new IllegalStateException("a secret of 32 bytes is long enough for HS256", e);
        }
    }

    /**
     * Believes RS256 under this key.
     *
     * @param previous the key before the last rotation, which is believed too; null if there is none
     */
    public static TokenVerifier rs256(RsaPublicKey key, @Nullable RsaPublicKey previous, TokenRules rules) {
        JWSVerifier present = new RsaTokenVerifier(key);
        List<JWSVerifier> keys = previous == null ? List.of(present) : List.of(present, new RsaTokenVerifier(previous));
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
        requireSignature(jwt);
        return TokenClaims.of(parts.claims());
    }

    private void requireSignature(String jwt) throws InvalidTokenException {
        try {
            JWSObject signed = JWSObject.parse(jwt);
            for (JWSVerifier key : keys) {
                if (signed.verify(key)) {
                    return;
                }
            }
        } catch (ParseException | JOSEException e) {
            // Said below; the cause could quote the token.
        }
        throw new InvalidTokenException("the token's signature does not hold");
    }

    /** RS256 by the toolkit's own RSA, which is stricter about padding than the JDK's that the library would use. */
    static final class RsaTokenVerifier extends BaseJWSProvider implements JWSVerifier {

        private static final Set<JWSAlgorithm> RS256 = Set.of(JWSAlgorithm.RS256);

        private final RsaPublicKey key;

        RsaTokenVerifier(RsaPublicKey key) {
            super(RS256);
            this.key = key;
        }

        @Override
        public boolean verify(JWSHeader header, byte[] content, Base64URL signature) {
            try {
                key.verifyContent(content, signature.decode());
                return true;
            } catch (InvalidSignatureException e) {
                return false;
            }
        }
    }
}
