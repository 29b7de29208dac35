package org.corebucket.bridge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.verification.ReadinessCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ViolationsTest {

    private static final CheckSpec SAFEGUARDS = new CheckSpec("safeguards", "Verifying safeguards", 2, false);

    @Test
    void aReportWithoutFailuresIsNoIncident() {
        assertThat(Violations.of(Scene.report(Scene.passed(Scene.HASHES)))).isEmpty();
    }

    @Test
    void aFailedCriticalCheckIsACriticalIncidentWithAllFindings() {
        CheckOutcome changed = Scene.failed(Scene.HASHES, "hash-mismatch", "a.py");
        CheckOutcome roles = Scene.failed(Scene.ROLES, "role-incomplete", "policy.json");

        Violation seen = Violations.of(Scene.report(changed, roles)).orElseThrow();

        assertThat(seen.severity()).isEqualTo(Violation.Severity.CRITICAL);
        assertThat(seen.findings()).extracting(Violation.ViolationFinding::path).containsExactly("a.py", "policy.json");
        assertThat(seen.summary()).isEqualTo("hash-mismatch: a.py (and 1 more)");
    }

    @Test
    void aFullDiskThatTakesNoMemoryOfASealThatHoldsStopsNothing() {
        CheckOutcome full = Scene.failed(ReadinessCheck.SEAL.spec(), "state-unwritable", "/home/x.state");
        CheckOutcome lower = Scene.failed(ReadinessCheck.SEAL.spec(), "serial-lower", "manifests/canonical.sha256");

        assertThat(Violations.of(Scene.report(full)).orElseThrow().severity()).isEqualTo(Violation.Severity.WARNING);
        assertThat(Violations.of(Scene.report(full, lower)).orElseThrow().severity())
                .isEqualTo(Violation.Severity.CRITICAL);
    }

    @Test
    void aFailedCheckThatIsNotCriticalIsAWarning() {
        Violation seen = Violations.of(Scene.report(Scene.failed(Scene.ROLES, "role-incomplete", "policy.json")))
                .orElseThrow();

        assertThat(seen.severity()).isEqualTo(Violation.Severity.WARNING);
    }

    @Test
    void whatDescriptorsNameAndCannotBeUsedIsAWarningThatStopsNothing() {
        Violation seen = Violations.of(
                        Scene.report(Scene.failed(ReadinessCheck.DESCRIPTORS.spec(), "tls-unusable", "tls.crt")))
                .orElseThrow();

        assertThat(seen.severity()).isEqualTo(Violation.Severity.WARNING);
    }

    /** An incident of these would be told, and stopped for, in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"emergency-stop", "alert-undelivered", "alert-queue-full", "watch-late"})
    void whatAStopOrAnAlertBringsAboutIsNoIncident(String code) {
        assertThat(Violations.of(Scene.report(Scene.failed(SAFEGUARDS, code, ""))))
                .isEmpty();
    }

    @Test
    void aForbiddenProcessIsLeftToTheProcessWatch() {
        CheckOutcome process = Scene.failed(ReadinessCheck.PROCESSES.spec(), "forbidden-process", "test_a.py");
        CheckOutcome changed = Scene.failed(Scene.HASHES, "hash-mismatch", "a.py");

        assertThat(Violations.of(Scene.report(process))).isEmpty();
        assertThat(Violations.of(Scene.report(process, changed)).orElseThrow().findings())
                .extracting(Violation.ViolationFinding::code)
                .isEqualTo(List.of("hash-mismatch"));
    }
}
