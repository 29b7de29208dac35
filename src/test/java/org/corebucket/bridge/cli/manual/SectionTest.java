package org.corebucket.bridge.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SectionTest {

    @Test
    void aListBelowItsTitleStaysLineByLine() {
        assertThat(Section.of("", "Examples:", "  bridgectl init", "  bridgectl verify"))
                .containsExactly(new Section("EXAMPLES", List.of("  bridgectl init", "  bridgectl verify"), true));
    }

    @Test
    void aTextBehindItsTitleIsAParagraph() {
        List<Section> sections = Section.of("Exit codes: 0 done, 64", "usage.");

        assertThat(sections).containsExactly(new Section("EXIT CODES", List.of("0 done, 64", "usage."), false));
        assertThat(sections.get(0).paragraph()).isEqualTo("0 done, 64 usage.");
    }

    @Test
    void aParagraphWithoutATitleIsANote() {
        assertThat(Section.of("With [OK] it begins: so it", "goes on."))
                .containsExactly(new Section("NOTES", List.of("With [OK] it begins: so it", "goes on."), false));
    }

    @Test
    void emptyLinesDivide() {
        assertThat(Section.of("", "Checks: a", "", "", "Exit codes: b"))
                .extracting(Section::title)
                .containsExactly("CHECKS", "EXIT CODES");
    }
}
