package org.corebucket.bridge.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.json.JsonWriter;

/**
 * Issues tokens that a {@link TokenVerifier} with the public half, or the same secret, accepts: three parts in base64url with
 * dots between them (RFC 7515, section 7.1).
 */
public final class TokenIssuer {

    /** Makes the signature over a token's first two parts. */
    private interface Signer {
        byte[] sign(byte[] content);
    }

    private final TokenAlgorithm algorithm;
    private final Signer signer;

    private TokenIssuer(TokenAlgorithm algorithm, Signer signer) {
        this.algorithm = algorithm;
        this.signer = signer;
    }

    /** Signs with HS256. */
    public static TokenIssuer hs256(SharedSecret secret) {
        return new TokenIssuer(TokenAlgorithm.HS256, secret::sign);
    }

    /** Signs with RS256. */
    public static TokenIssuer rs256(RsaPrivateKey key) {
        return new TokenIssuer(TokenAlgorithm.RS256, key::sign);
    }

    /**
     * Makes a token, with an id of its own ({@code jti}) by which it can be revoked.
     *
     * @param now when it becomes valid; the fraction of the second is dropped
     * @param life how long it is valid
     */
    public String issue(Caller caller, Instant now, Duration life) {
        String header = "{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}";
        String content = part(header.getBytes(StandardCharsets.US_ASCII)) + "."
                + part(claims(caller, now.getEpochSecond(), life).getBytes(StandardCharsets.US_ASCII));
        return content + "." + part(signer.sign(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String claims(Caller caller, long issued, Duration life) {
        List<String> roles = new ArrayList<>();
        for (Role role : new TreeSet<>(caller.roles())) {
            roles.add(role.text());
        }
        return JsonWriter.object(json -> {
            json.field("iss", TokenClaims.ISSUER)
                    .field("sub", caller.subject())
                    .field("jti", UUID.randomUUID().toString())
                    .field("iat", issued)
                    .field("exp", issued + life.toSeconds())
                    .strings("roles", roles);
            if (caller.modules().isPresent()) {
                json.strings("modules", new TreeSet<>(caller.modules().get()));
            }
        });
    }
}
