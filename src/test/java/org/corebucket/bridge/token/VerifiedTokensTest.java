package org.corebucket.bridge.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.digest.Sha256;
import org.junit.jupiter.api.Test;

final class VerifiedTokensTest {

    private final VerifiedTokens tokens = new VerifiedTokens(10);
    private final TokenClaims claims =
            new TokenClaims(new Caller("a", Set.of(), Optional.empty()), true, "", Instant.MAX, null, null);

    private static Sha256 name(int i) {
        return Sha256.of(new byte[] {(byte) i});
    }

    @Test
    void whatWasAddedIsFoundAndNothingElse() {
        tokens.add(name(1), claims);

        assertThat(tokens.find(name(1))).isSameAs(claims);
        assertThat(tokens.find(name(2))).isNull();
    }

    @Test
    void howeverManyAreAddedItKeepsNoMoreThanItsBound() {
        for (int i = 0; i < 200; i++) {
            tokens.add(name(i), claims);
            assertThat(tokens.size()).isLessThanOrEqualTo(10);
        }
        assertThat(tokens.find(name(199))).isSameAs(claims);
        assertThat(tokens.find(name(100))).isNull();
    }
}
