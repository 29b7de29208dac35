package org.corebucket.bridge.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Sha256Test {

    /** FIPS 180-4's example for one block. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void givesTheDigestOfTheStandardsExample() {
        assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)).hex()).isEqualTo(OF_ABC);
    }

    @Test
    void readsHexOfEitherCaseAndWritesLowerCase() {
        assertThat(Sha256.parse(OF_ABC.toUpperCase(Locale.ROOT)))
                .isEqualTo(Sha256.parse(OF_ABC))
                .hasToString(OF_ABC)
                .hasSameHashCodeAs(Sha256.parse(OF_ABC));
    }

    @Test
    void digestsThatDifferInOneBitAreNotEqual() {
        byte[] bytes = Sha256.parse(OF_ABC).bytes();
        bytes[31] ^= 1;

        assertThat(Sha256.ofBytes(bytes)).isNotEqualTo(Sha256.parse(OF_ABC));
    }

    @Test
    void isNotChangedThroughTheArraysThatItTookAndGave() {
        byte[] bytes = Sha256.parse(OF_ABC).bytes();
        Sha256 digest = Sha256.ofBytes(bytes);
        bytes[0] = 0;
        digest.bytes()[1] = 0;

        assertThat(digest.hex()).isEqualTo(OF_ABC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ba", OF_ABC + "00"})
    void refusesAnotherNumberOfDigits(String hex) {
        assertThatThrownBy(() -> Sha256.parse(hex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a SHA-256 digest has 64 hex digits, not " + hex.length());
    }

    @Test
    void refusesWhatIsNoHexDigit() {
        assertThatThrownBy(() -> Sha256.parse("g" + OF_ABC.substring(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a SHA-256 digest has hex digits only");
    }

    @Test
    void refusesAnotherNumberOfBytes() {
        assertThatThrownBy(() -> Sha256.ofBytes(new byte[20]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a SHA-256 digest has 32 bytes, not 20");
    }
}
