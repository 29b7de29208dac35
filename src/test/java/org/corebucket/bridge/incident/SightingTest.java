package org.corebucket.bridge.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.corebucket.bridge.incident.Sighting.Participant;
import org.corebucket.bridge.incident.Sighting.Severity;
import org.corebucket.bridge.incident.Sighting.Violation;
import org.junit.jupiter.api.Test;

final class SightingTest {

    @Test
    void theSameFileChangedAgainIsTheSameViolation() {
        assertThat(Site.tampered(Severity.CRITICAL, "a", "bb").isSameAs(Site.tampered(Severity.CRITICAL, "a", "cc")))
                .isTrue();
    }

    @Test
    void anotherFileIsAnotherViolation() {
        assertThat(Site.tampered("a").isSameAs(Site.tampered("b"))).isFalse();
    }

    @Test
    void aWarningIsNotTheSameAsACriticalOne() {
        assertThat(Site.tampered(Severity.WARNING, "a", "bb").isSameAs(Site.tampered("a")))
                .isFalse();
    }

    @Test
    void twoReasonsToStopAreTwoViolations() {
        assertThat(Sighting.stop("fire").isSameAs(Sighting.stop("water"))).isFalse();
        assertThat(Sighting.stop("fire").isSameAs(Sighting.stop("fire"))).isTrue();
    }

    @Test
    void keepsTheFirstHundredFindingsAndProcesses() {
        Violation finding = new Violation("code", "path", "", "", "message", "remedy");
        Participant process = new Participant(1, "command", "user", List.of());

        Sighting seen = new Sighting(
                Severity.WARNING,
                "process",
                "summary",
                Collections.nCopies(101, finding),
                Collections.nCopies(101, process));

        assertThat(seen.findings()).hasSize(100);
        assertThat(seen.processes()).hasSize(100);
    }

    @Test
    void cutsLongTexts() {
        assertThat(Sighting.stop("x".repeat(5000)).summary()).hasSize(4096).endsWith("x...");
    }

    @Test
    void saysSomething() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sighting.stop(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sighting.of(Severity.WARNING, "Two words", "x", List.of()));
    }
}
