package org.corebucket.bridge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SurrogateEscapesTest {

    @ParameterizedTest
    @ValueSource(strings = {"d800", "D83D", "dBfF", "dc00", "DFFF"})
    void aSurrogateStandsForItself(String hex) {
        assertThat(unescape("\"\\u" + hex + "\"")).isEqualTo("\"" + (char) Integer.parseInt(hex, 16) + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\\",
                "\\u",
                "\\ud80",
                "\\ud7ff",
                "\\ue000",
                "\\u0041",
                "\\\\ud800",
                "\\n\\\"\\\\",
                "\\ud8g0",
                "\\ud80٠"
            })
    void everythingElseStays(String text) {
        assertThat(unescape(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\\ud83d\\ude00y", "x\\uD83D😀y"})
    void halvesBecomeWhatTheyAre(String text) {
        assertThat(unescape(text)).startsWith("x\ud83d").endsWith("\ude00y");
    }

    private static String unescape(String text) {
        CharBuffer buffer = CharBuffer.allocate(text.length()).put(text).flip();
        return SurrogateEscapes.unescape(buffer).toString();
    }
}
