package org.corebucket.bridge.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.token.Caller;
import org.corebucket.bridge.token.ExpiredTokenException;
import org.corebucket.bridge.token.Role;
import org.corebucket.bridge.token.SharedSecret;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenRules;
import org.corebucket.bridge.token.TokenVerifier;
import org.corebucket.bridge.token.WeakSecretException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IssuedTokensTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

    @TempDir
    private Path root;

    private Instant now = BEGIN;

    private IssuedTokens tokens(Duration maxLife, Map<String, String> environment) {
        InstantSource clock = () -> now;
        return new IssuedTokens(
                new Deployment(root),
                new TokenSettings(
                        TokenAlgorithm.HS256, "", new TokenRules(maxLife, Duration.ofSeconds(1), true, Set.of())),
                new Host(environment, root, clock.withZone(ZoneOffset.UTC)),
                key -> {
                    throw new IllegalStateException("a secret needs no key");
                });
    }

    private IssuedTokens tokens(Duration maxLife) {
        return tokens(maxLife, Map.of(SharedSecret.VARIABLE, SECRET));
    }

    private static TokenVerifier bridge(Duration maxLife) throws Exception {
        return TokenVerifier.hs256(
                SharedSecret.of(SECRET), new TokenRules(maxLife, Duration.ofSeconds(1), true, Set.of()));
    }

    @Test
    void aTokenSpeaksForItsModuleAlone() throws Exception {
        Caller caller =
                bridge(Duration.ofHours(1)).verify(tokens(Duration.ofHours(1)).token("finance"), now);

        assertThat(caller.has(Role.MODULE)).isTrue();
        assertThat(caller.roles()).hasSize(1);
        assertThat(caller.maySpeakFor("finance")).isTrue();
        assertThat(caller.maySpeakFor("education")).isFalse();
    }

    @Test
    void aTokenLivesTenMinutesAndTheNextIsMadeAfterFive() throws Exception {
        IssuedTokens tokens = tokens(Duration.ofHours(1));
        String first = tokens.token("finance");

        now = BEGIN.plusSeconds(299);
        assertThat(tokens.token("finance")).isEqualTo(first);
        now = BEGIN.plusSeconds(300);
        assertThat(tokens.token("finance")).isNotEqualTo(first);
        assertThat(bridge(Duration.ofHours(1)).verify(first, BEGIN.plusSeconds(599)))
                .isNotNull();
        assertThatThrownBy(() -> bridge(Duration.ofHours(1)).verify(first, BEGIN.plusSeconds(602)))
                .isInstanceOf(ExpiredTokenException.class);
    }

    @Test
    void noTokenLivesLongerThanTheBridgeAllows() throws Exception {
        Duration minute = Duration.ofMinutes(1);

        assertThat(bridge(minute).verify(tokens(minute).token("finance"), now)).isNotNull();
    }

    @Test
    void aTokenThatWasNotBelievedIsReplacedByAnotherOnce() throws Exception {
        IssuedTokens tokens = tokens(Duration.ofHours(1));
        String refused = tokens.token("finance");
        now = BEGIN.plusSeconds(1);

        assertThat(tokens.replace(refused)).isTrue();
        assertThat(tokens.token("finance")).isNotEqualTo(refused);
        assertThat(tokens.replace(refused)).isFalse();
    }

    @Test
    void withoutASecretThereIsNoToken() {
        IssuedTokens tokens = tokens(Duration.ofHours(1), Map.of());

        assertThatThrownBy(tokens::prepare).isInstanceOf(WeakSecretException.class);
    }
}
