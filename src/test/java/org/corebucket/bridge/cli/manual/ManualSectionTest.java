package org.corebucket.bridge.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ManualSectionTest {

    @Test
    void aListBelowItsTitleStaysLineByLine() {
        assertThat(ManualSection.of("", "Examples:", "  bridgectl init", "  bridgectl verify"))
                .containsExactly(
                        new ManualSection("EXAMPLES", List.of("  bridgectl init", "  bridgectl verify"), true));
    }

    @Test
    void aTextBehindItsTitleIsAParagraph() {
        List<ManualSection> sections = ManualSection.of("Exit codes: 0 done, 64", "usage.");

        assertThat(sections).containsExactly(new ManualSection("EXIT CODES", List.of("0 done, 64", "usage."), false));
        assertThat(sections.get(0).paragraph()).isEqualTo("0 done, 64 usage.");
    }

    @Test
    void aParagraphWithoutATitleIsANote() {
        assertThat(ManualSection.of("With [OK] it begins: so it", "goes on."))
                .containsExactly(new ManualSection("NOTES", List.of("With [OK] it begins: so it", "goes on."), false));
    }

    @Test
    void emptyLinesDivide() {
        assertThat(ManualSection.of("", "Checks: a", "", "", "Exit codes: b"))
                .extracting(ManualSection::title)
                .containsExactly("CHECKS", "EXIT CODES");
    }
}
