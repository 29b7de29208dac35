package org.corebucket.bridge.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.corebucket.bridge.testkit.HostileBytes;
import org.junit.jupiter.api.Test;

/** Whatever the token: a caller, or one of the two declared exceptions, and no damaged token is believed. */
final class TokenFuzzTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_769_612_400);
    private static final List<String> TOKENS =
            List.of(".", "..", "eyJ", "e30", "bnVsbA", "W10", "=", "-", "_", "\u0000", "é", "A", "eyJhbGciOiJub25lIn0");

    @Test
    void twentyThousandDamagedTokensAreRefused() throws Exception {
        SharedSecret secret = SharedSecret.of("0123456789abcdef0123456789abcdef");
        TokenVerifier verifier = TokenVerifier.hs256(secret, TokenRules.STANDARD);
        Caller caller = new Caller("education-1", Set.of(Role.MODULE), Optional.empty());
        String sound = TokenIssuer.hs256(secret).issue(caller, NOW, Duration.ofHours(1));
        HostileBytes hostile = new HostileBytes(new Random(20261123), TOKENS, 12);
        assertThat(verifier.verify(sound, NOW)).isEqualTo(caller);

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = i % 5 == 0 ? hostile.tokens(8) : hostile.damaged(sound.getBytes(StandardCharsets.UTF_8));
            String token = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(isRefused(verifier, token) || isSame(token, sound))
                    .as(token)
                    .isTrue();
        }
    }

    private static boolean isRefused(TokenVerifier verifier, String token) {
        try {
            verifier.verify(token, NOW);
            return false;
        } catch (InvalidTokenException | ExpiredTokenException e) {
            return true;
        }
    }

    /** The last character of a signature carries bits that mean nothing. */
    private static boolean isSame(String token, String sound) {
        int dot = sound.lastIndexOf('.') + 1;
        return token.startsWith(sound.substring(0, dot))
                && java.util.Arrays.equals(
                        Base64.getUrlDecoder().decode(token.substring(dot)),
                        Base64.getUrlDecoder().decode(sound.substring(dot)));
    }
}
