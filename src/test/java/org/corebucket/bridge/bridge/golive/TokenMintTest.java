package org.corebucket.bridge.bridge.golive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.corebucket.bridge.admission.TokenSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.token.ExpiredTokenException;
import org.corebucket.bridge.token.SharedSecret;
import org.corebucket.bridge.token.TokenAlgorithm;
import org.corebucket.bridge.token.TokenRules;
import org.corebucket.bridge.token.TokenVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal's tokens live for a rehearsal, and no secret but a good one signs them. */
final class TokenMintTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final TokenRules RULES = new TokenRules(Duration.ofHours(24), Duration.ZERO, true, Set.of());

    private final Transcript transcript = new Transcript();

    @TempDir
    private Path directory;

    private TokenMint mint(Duration maxLife, Map<String, String> environment) {
        return TokenMint.of(
                new TokenSettings(
                        TokenAlgorithm.HS256,
                        "security/token.public.pem",
                        new TokenRules(maxLife, Duration.ZERO, true, Set.of())),
                new Host(environment, directory, CLOCK),
                new OwnKeys(new Deployment(directory), transcript),
                transcript);
    }

    private static void assertLives(TokenMint mint, Duration life) throws Exception {
        String secret = Objects.requireNonNull(mint.environment().get(SharedSecret.VARIABLE));
        TokenVerifier verifier = TokenVerifier.hs256(SharedSecret.of(secret), RULES);
        String token = mint.token(CLOCK);

        assertThatCode(() -> verifier.verify(token, NOW.plus(life).minusSeconds(1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> verifier.verify(token, NOW.plus(life))).isInstanceOf(ExpiredTokenException.class);
    }

    @Test
    void aTokenLivesForTenMinutes() throws Exception {
        assertLives(mint(Duration.ofHours(24), Map.of()), Duration.ofMinutes(10));
    }

    @Test
    void aTokenLivesNoLongerThanTheSettingsAllow() throws Exception {
        assertLives(mint(Duration.ofMinutes(3), Map.of()), Duration.ofMinutes(3));
    }

    @Test
    void eachRehearsalHasAScratchSecretOfItsOwn() {
        assertThat(mint(Duration.ofHours(1), Map.of()).environment())
                .isNotEqualTo(mint(Duration.ofHours(1), Map.of()).environment());
    }

    @Test
    void aSecretThatIsTooShortIsAFindingAndSignsNothing() {
        TokenMint mint = mint(Duration.ofHours(1), Map.of(SharedSecret.VARIABLE, "short"));

        assertThat(mint.environment().get(SharedSecret.VARIABLE)).isNotNull().isNotEqualTo("short");
        assertThat(transcript.result().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo("go-live-secret"));
    }
}
