package org.corebucket.bridge.admission;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.keys.KeyRing;
import org.corebucket.bridge.token.SharedSecret;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenRules;
import org.corebucket.bridge.token.TokenVerifier;
import org.corebucket.bridge.token.WeakSecretException;

/**
 * Which tokens are believed: the descriptor's {@code tokens}. {@code require_issuer} (true unless given) and {@code revoked}
 * (none unless given) may be missing.
 *
 * @param algorithm the only one
 * @param publicKey the PEM of RS256's key, relative to the root
 * @param rules when a token counts
 */
public record TokenSettings(TokenAlgorithm algorithm, String publicKey, TokenRules rules) {

    /**
     * Reads them strictly.
     *
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static TokenSettings of(JsonFields fields) throws MalformedJsonException {
        TokenAlgorithm algorithm = algorithm(fields);
        String key = fields.string("public_key");
        Duration life = DurationField.read(fields, "max_life");
        Duration leeway = DurationField.read(fields, "leeway");
        boolean requireIssuer = !fields.has("require_issuer") || fields.truth("require_issuer");
        Set<String> revoked = fields.has("revoked") ? revoked(fields) : Set.of();
        fields.refuseOthers();
        try {
            return new TokenSettings(algorithm, key, new TokenRules(life, leeway, requireIssuer, revoked));
        } catch (IllegalArgumentException e) {
            throw fields.refused("max_life", fields.line("max_life"), String.valueOf(e.getMessage()), "shorten it");
        }
    }

    private static Set<String> revoked(JsonFields fields) throws MalformedJsonException {
        Set<String> revoked = new HashSet<>();
        for (JsonString value : fields.lines("revoked")) {
            if (value.text().isEmpty()) {
                throw fields.refused(
                        "revoked", value.line(), "an empty value names no token", "write a token's jti or sub");
            }
            revoked.add(value.text());
        }
        return revoked;
    }

    private static TokenAlgorithm algorithm(JsonFields fields) throws MalformedJsonException {
        String name = fields.string("algorithm");
        return switch (name) {
            case "HS256" -> TokenAlgorithm.HS256;
            case "RS256" -> TokenAlgorithm.RS256;
            default -> throw fields.malformed("algorithm", "is neither RS256 nor HS256", "write one of them");
        };
    }

    /**
     * What believes these tokens: under the public key, and the one before its last rotation if that is there, or under
     * the environment's secret.
     *
     * @throws WeakSecretException if HS256 has no secret, or one too short
     */
    public TokenVerifier verifier(Deployment deployment, Host host)
            throws IOException, MalformedKeyException, WeakSecretException {
        if (algorithm == TokenAlgorithm.HS256) {
            return TokenVerifier.hs256(secret(host), rules);
        }
        return TokenVerifier.rs256(KeyRing.beside(deployment, publicKey), rules);
    }

    /**
     * Looks for what {@link #verifier} will need, without making one.
     *
     * @throws WeakSecretException if HS256 has no secret, or one too short
     */
    public void requireUsable(Deployment deployment, Host host)
            throws IOException, MalformedKeyException, WeakSecretException {
        if (algorithm == TokenAlgorithm.HS256) {
            secret(host);
        } else {
            KeyRing.beside(deployment, publicKey);
        }
    }

    /**
     * The secret of HS256, from the environment.
     *
     * @throws WeakSecretException if there is none, or it is too short
     */
    public static SharedSecret secret(Host host) throws WeakSecretException {
        String text = host.variable(SharedSecret.VARIABLE);
        if (text == null) {
            throw SharedSecret.missing();
        }
        return SharedSecret.of(text);
    }
}
