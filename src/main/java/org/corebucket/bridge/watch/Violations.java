package org.corebucket.bridge.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.guard.SafeguardsCheck;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.seal.SealCheck;
import org.corebucket.bridge.verification.ReadinessCheck;

/** Decides which findings of a verification's report are an incident. */
final class Violations {

    private static final String KIND = "integrity";

    private Violations() {}

    /**
     * The incident in a report; empty if there is none. It is critical if a critical check failed, with two exceptions
     * that are warnings: the check of descriptors, since the files that they name, like a certificate that expires, are
     * not sealed; and a full disk, on which nothing can be remembered of a seal that holds. Some findings are no
     * incident. An emergency stop in force and an undelivered alert would cause a further stop and a further alert.
     * Forbidden processes are raised by {@link ProcessWatch}, which knows more of them.
     */
    static Optional<Violation> of(ReadinessReport report) {
        List<Finding> findings = new ArrayList<>();
        boolean critical = false;
        for (CheckOutcome check : report.checks()) {
            if (check.result() instanceof CheckResult.Failed && !check.spec().equals(ReadinessCheck.PROCESSES.spec())) {
                List<Finding> own = own(check.result().findings());
                findings.addAll(own);
                critical |= check.spec().critical()
                        && !check.spec().equals(ReadinessCheck.DESCRIPTORS.spec())
                        && !own.stream().allMatch(SealCheck::isAboutRemembering);
            }
        }
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        String first = findings.get(0).message();
        String summary = findings.size() == 1 ? first : first + " (and " + (findings.size() - 1) + " more)";
        Violation.Severity severity = critical ? Violation.Severity.CRITICAL : Violation.Severity.WARNING;
        return Optional.of(Violation.of(severity, KIND, summary, findings));
    }

    private static List<Finding> own(List<Finding> all) {
        List<Finding> own = new ArrayList<>();
        for (Finding finding : all) {
            if (!EmergencyStop.accountsFor(finding) && !SafeguardsCheck.isAboutWatching(finding)) {
                own.add(finding);
            }
        }
        return own;
    }
}
