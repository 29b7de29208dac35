package org.corebucket.bridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OneLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain.py", "sp ace", "caf\u00e9", "\u65e5\u672c", "\ud83d\ude80 family \u200d", "~"})
    void whatAnybodyCanReadStaysAsItIs(String text) {
        assertThat(OneLine.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "000a, \\n",
        "000d, \\r",
        "0009, \\t",
        "0000, \\u0000",
        "001b, \\u001b",
        "007f, \\u007f",
        "0085, \\u0085",
        "009b, \\u009b",
        "2028, \\u2028",
        "2029, \\u2029",
        "061c, \\u061c",
        "200e, \\u200e",
        "202a, \\u202a",
        "202e, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069",
        "d800, \\ud800",
        "dfff, \\udfff",
        "ffff, \\uffff",
        "005c, \\\\"
    })
    void whatWouldBreakOutIsSpelledOut(String hex, String shown) {
        String unsafe = "a" + (char) Integer.parseInt(hex, 16) + "b";

        assertThat(OneLine.of(unsafe)).isEqualTo("a" + shown + "b");
    }

    @Test
    void noTwoCharactersLookTheSame() {
        Set<String> shown = new HashSet<>();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            assertThat(shown.add(OneLine.of(String.valueOf((char) c)))).isTrue();
        }
        assertThat(shown).contains("\\n").doesNotContain("\n");
    }

    @Test
    void whatOnlyLooksLikeAnEscapeIsToldFromOne() {
        assertThat(OneLine.of("a\\nb")).isEqualTo("a\\\\nb").isNotEqualTo(OneLine.of("a\nb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain.py", "caf\u00e9", "\ud83d\ude80", "back\\slash", "\u202e"})
    void whatStandsOnALineIsPrintable(String text) {
        assertThat(OneLine.isPrintable(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "\u001b[1m", "\u0085", "\ud83d", "\ude80\ud83d"})
    void whatCouldForgeALineOrHasNoBytesIsNot(String text) {
        assertThat(OneLine.isPrintable(text)).isFalse();
    }
}
