package org.corebucket.bridge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgumentFormTest {

    private static final ArgumentForm NODES = ArgumentForm.parse("--once --nodes {nodes}");

    @Test
    void theEmptyFormIsNoArguments() {
        ArgumentForm none = ArgumentForm.parse("");

        assertThat(none.matches(List.of())).isTrue();
        assertThat(none.matches(List.of(""))).isFalse();
        assertThat(none.matches(List.of("--once"))).isFalse();
    }

    @Test
    void wordsMatchToTheLetter() {
        assertThat(NODES.matches(List.of("--once", "--nodes", "3"))).isTrue();
        assertThat(NODES.matches(List.of("--Once", "--nodes", "3"))).isFalse();
        assertThat(NODES.matches(List.of("--nodes", "3", "--once"))).isFalse();
        assertThat(NODES.matches(List.of("--once", "--nodes"))).isFalse();
        assertThat(NODES.matches(List.of("--once", "--nodes", "3", ""))).isFalse();
    }

    @Test
    void argumentsAreNeverJoined() {
        assertThat(NODES.matches(List.of("--once --nodes 3"))).isFalse();
        assertThat(NODES.matches(List.of("--once --nodes", "3"))).isFalse();
        assertThat(NODES.matches(List.of("--once", "--nodes", "3 --extra"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "10", "999999999"})
    void aPlaceholderTakesAPositiveWholeNumber(String number) {
        assertThat(NODES.matches(List.of("--once", "--nodes", number))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "+1",
                "01",
                "1.0",
                "1e3",
                "0x1",
                " 1",
                "1 ",
                "1\n",
                "٣",
                "３",
                "1000000000",
                "{nodes}"
            })
    void aPlaceholderTakesNothingElse(String text) {
        assertThat(NODES.matches(List.of("--once", "--nodes", text))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", " a", "a ", "a  b", "a\tb", "{", "{}", "--n={n}", "{Nodes}", "{1}", "{a}{b}", "a}"})
    void refusesFormsThatSayNothingClear(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ArgumentForm.parse(text));
    }

    @Test
    void writesWhatItRead() {
        assertThat(NODES.text()).isEqualTo("--once --nodes {nodes}");
        assertThat(ArgumentForm.parse("").text()).isEmpty();
    }
}
