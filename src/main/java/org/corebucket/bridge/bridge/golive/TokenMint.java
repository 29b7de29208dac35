package org.corebucket.bridge.bridge.golive;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.readiness.Topic;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.SharedSecret;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenIssuer;
import org.corebucket.bridge.token.WeakSecretException;

/**
 * Issues the tokens of a rehearsal.
 *
 * @param issuer signs the tokens
 * @param environment what the scratch bridge must find in its environment to accept the tokens
 * @param life how long a token is valid
 */
record TokenMint(TokenIssuer issuer, Map<String, String> environment, Duration life) {

    private static final Duration LIFE = Duration.ofMinutes(10);

    /** Issues tokens by the algorithm of the settings, with the deployment's own key or secret where there is one. */
    static TokenMint of(TokenSettings settings, Host host, OwnKeys keys, Transcript transcript) {
        Duration longest = settings.rules().maxLife();
        Duration life = LIFE.compareTo(longest) < 0 ? LIFE : longest;
        if (settings.algorithm() == TokenAlgorithm.RS256) {
            return new TokenMint(TokenIssuer.rs256(keys.pair(settings.publicKey())), Map.of(), life);
        }
        String secret = host.variable(SharedSecret.VARIABLE);
        if (secret == null) {
            transcript.fact(
                    Topic.KEYS, "A scratch secret in place of " + SharedSecret.VARIABLE + ", which is not set here");
            return hs256(randomSecret(), life);
        }
        try {
            SharedSecret.of(secret);
            transcript.fact(Topic.KEYS, "The token secret of " + SharedSecret.VARIABLE);
            return hs256(secret, life);
        } catch (WeakSecretException e) {
            transcript.trouble(
                    "go-live-secret",
                    "",
                    String.valueOf(e.getMessage()),
                    "export " + SharedSecret.VARIABLE + "=\"$(openssl rand -hex 32)\", for the modules, too");
            return hs256(randomSecret(), life);
        }
    }

    private static TokenMint hs256(String secret, Duration life) {
        try {
            return new TokenMint(
                    TokenIssuer.hs256(SharedSecret.of(secret)), Map.of(SharedSecret.VARIABLE, secret), life);
        } catch (WeakSecretException e) {
            throw new IllegalStateException("it was long enough a moment ago", e);
        }
    }

    private static String randomSecret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A token that may speak for any module. */
    String token(Clock clock) {
        Caller caller = new Caller("bridgectl-go-live", Set.of(Role.MODULE), Optional.empty());
        return issuer.issue(caller, clock.instant(), life);
    }
}
