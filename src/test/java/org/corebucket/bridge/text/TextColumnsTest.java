package org.corebucket.bridge.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextColumnsTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "   ",
                "short",
                "digest 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef is wrong",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "  set in and then a word that is so long that no line holds it: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "日本語の長い名前は一行に収まりません日本語の長い名前は一行に収まりません日本語の長い名前は一行に収まりません",
                "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀",
                "many    blanks                                                                     in a row"
            })
    void anyTextIsWrappedAtAnyWidthAndKeepsAllItsCharacters(String text) {
        for (int columns = 1; columns <= TextColumns.WIDEST; columns++) {
            List<String> lines = TextColumns.wrapped(text, columns);

            int most = Math.max(4, columns);
            assertThat(lines).allMatch(line -> TextColumns.width(line) <= most);
            assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
            assertThat(lines).allMatch(line -> isWhole(line));
        }
    }

    @Test
    void aWordThatIsLongerThanALineIsBrokenAndSetIn() {
        assertThat(TextColumns.wrapped("digest " + DIGEST + " is wrong", 40))
                .containsExactly(
                        "digest", "  0123456789abcdef0123456789abcdef012345", "  6789abcdef0123456789abcdef is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "日本語", "🚀🚀🚀", "e\u0301e\u0301e\u0301", ""})
    void whatIsCutOrPaddedTakesItsColumns(String text) {
        for (int columns = 0; columns <= 20; columns++) {
            assertThat(TextColumns.width(TextColumns.cut(text, columns))).isLessThanOrEqualTo(columns);
            assertThat(TextColumns.width(TextColumns.padded(text, columns))).isGreaterThanOrEqualTo(columns);
            assertThat(isWhole(TextColumns.cut(text, columns))).isTrue();
        }
        assertThat(TextColumns.cut(text, 20)).isEqualTo(text);
    }

    @Test
    void aPairIsNeverHalvedWhereCharactersAreCounted() {
        for (int most = 3; most < 12; most++) {
            String cut = TextColumns.atMost(most, "🚀🚀🚀🚀🚀🚀");

            assertThat(cut).hasSizeLessThanOrEqualTo(most).endsWith("...");
            assertThat(isWhole(cut)).isTrue();
        }
        assertThat(TextColumns.atMost(5, "12345")).isEqualTo("12345");
    }

    private static boolean isWhole(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
