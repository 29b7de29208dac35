package org.corebucket.bridge.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.guard.SafeguardsCheck;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Sighting;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.seal.SealCheck;
import org.corebucket.bridge.verification.ReadinessCheck;

/** What in a verification's report is an incident. */
final class Violations {

    private static final String KIND = "integrity";

    private Violations() {}

    /**
     * The incident that a report is, if it is one: critical if a critical check failed. What descriptors name is not sealed: a
     * certificate that expired, or a key file that went, is told, and stops nothing that runs; so is a full disk, on which
     * nothing can be remembered of a seal that holds. That a stop is in force, or that
     * an alert could not be delivered, is no incident of its own, which would be stopped for, and told, in turn. Forbidden
     * processes the process watch raises itself, which knows more of them.
     */
    static Optional<Sighting> of(ReadinessReport report) {
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
        Sighting.Severity severity = critical ? Sighting.Severity.CRITICAL : Sighting.Severity.WARNING;
        return Optional.of(Sighting.of(severity, KIND, summary, findings));
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
