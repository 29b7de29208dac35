package org.corebucket.bridge.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.corebucket.bridge.incident.Violation.InvolvedProcess;
import org.corebucket.bridge.incident.Violation.Severity;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.junit.jupiter.api.Test;

final class ViolationTest {

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
        assertThat(Violation.stop("fire").isSameAs(Violation.stop("water"))).isFalse();
        assertThat(Violation.stop("fire").isSameAs(Violation.stop("fire"))).isTrue();
    }

    @Test
    void keepsTheFirstHundredFindingsAndProcesses() {
        ViolationFinding finding = new ViolationFinding("code", "path", "", "", "message", "remedy");
        InvolvedProcess process = new InvolvedProcess(1, "command", "user", List.of());

        Violation seen = new Violation(
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
        assertThat(Violation.stop("x".repeat(5000)).summary()).hasSize(4096).endsWith("x...");
    }

    @Test
    void saysSomething() {
        assertThatIllegalArgumentException().isThrownBy(() -> Violation.stop(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Violation.of(Severity.WARNING, "Two words", "x", List.of()));
    }
}
