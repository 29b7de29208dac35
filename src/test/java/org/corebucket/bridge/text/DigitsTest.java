package org.corebucket.bridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigitsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "007", "123"})
    void aNumberHasAsManyDigitsAsItMay(String text) {
        assertThat(Digits.isNumber(text, 3)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234", "-1", "+1", " 1", "1 ", "1.5", "0x1", "\u0661", "\uff11", "1\n"})
    void whatIsSignedLongerOrOtherThanAsciiDigitsIsNone(String text) {
        assertThat(Digits.isNumber(text, 3)).isFalse();
    }
}
