package org.corebucket.bridge.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoffTest {

    @Test
    void whatBeginsAnEscapeOrIsShownAsSomethingElseIsEscaped() {
        assertThat(Roff.escape("a\\b --key 'x' ~ ^ `y`"))
                .isEqualTo("a\\eb \\-\\-key \\(aqx\\(aq \\(ti \\(ha \\(gay\\(ga");
    }

    @Test
    void noLineOfTextIsTakenForARequest() {
        assertThat(new Roff().text(".SH is text here").text("'so is this").toString())
                .isEqualTo("\\&.SH is text here\n\\(aqso is this\n");
    }

    @Test
    void aWordThatBeginsANewLineIsNoRequestEither() {
        assertThat(new Roff().text("x".repeat(79) + " .git is a directory").toString())
                .isEqualTo("x".repeat(79) + "\n\\&.git is a directory\n");
    }

    @Test
    void aLineOfAnExampleIsNeverDivided() {
        String line = "bridgectl " + "x ".repeat(60);

        assertThat(new Roff().verbatim(line).toString()).isEqualTo(line + "\n");
    }
}
