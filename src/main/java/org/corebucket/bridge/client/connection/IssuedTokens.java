package org.corebucket.bridge.client.connection;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.keys.KeyPurpose;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenIssuer;
import org.jspecify.annotations.Nullable;

/**
 * Issues this host's own tokens. Each is short-lived and for one module, so a stolen token is of little use, and the
 * bridge shows it only that module's receipts.
 */
final class IssuedTokens implements TokenSource {

    private static final String SUBJECT = "bridgectl";
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Deployment deployment;
    private final TokenSettings settings;
    private final Host host;
    private final PrivateKeyReader keys;
    private final Map<String, Issued> issued = new HashMap<>();
    private @Nullable TokenIssuer issuer;

    /** A token, and when the next one is to be issued, well before this one expires. */
    private record Issued(String text, Instant renewal) {}

    IssuedTokens(Deployment deployment, TokenSettings settings, Host host, PrivateKeyReader keys) {
        this.deployment = deployment;
        this.settings = settings;
        this.host = host;
        this.keys = keys;
    }

    @Override
    public void prepare() throws IOException, MendableException {
        issuer();
    }

    private synchronized TokenIssuer issuer() throws IOException, MendableException {
        TokenIssuer made = issuer;
        if (made == null) {
            made = settings.algorithm() == TokenAlgorithm.HS256
                    ? TokenIssuer.hs256(TokenSettings.secret(host))
                    : TokenIssuer.rs256(keys.read(InputFile.of(KeyPurpose.TOKEN.privateHalf(deployment))));
            issuer = made;
        }
        return made;
    }

    @Override
    public synchronized String token(String module) throws IOException, MendableException {
        Instant now = host.clock().instant();
        Issued known = issued.get(module);
        if (known == null || !now.isBefore(known.renewal())) {
            Duration longest = settings.rules().maxLife();
            Duration life = LIFE.compareTo(longest) < 0 ? LIFE : longest;
            Caller caller = new Caller(
                    SUBJECT, Set.of(Role.MODULE), module.isEmpty() ? Optional.empty() : Optional.of(Set.of(module)));
            known = new Issued(issuer().issue(caller, now, life), now.plus(life.dividedBy(2)));
            issued.put(module, known);
        }
        return known.text();
    }

    /**
     * Drops a refused token, so that the next call issues a new one: for a bridge whose clock is ahead, the old one may
     * have expired.
     */
    @Override
    public synchronized boolean replace(String refused) {
        return issued.values().removeIf(token -> token.text().equals(refused));
    }
}
