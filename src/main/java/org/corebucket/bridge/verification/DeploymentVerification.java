package org.corebucket.bridge.verification;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;

/** One verification of a deployment: its seal and policy are read, then each selected check of the table is run. */
public final class DeploymentVerification {

    private final Host host;
    private final Deployment deployment;
    private final VerificationOptions options;
    private final HashProgress progress;

    /** The listed files that are missing and may be, by {@code --ignore-missing}. */
    private Set<String> ignored = Set.of();

    /** A verification of one deployment. */
    public DeploymentVerification(
            Host host, Deployment deployment, VerificationOptions options, HashProgress progress) {
        this.host = host;
        this.deployment = deployment;
        this.options = options;
        this.progress = progress;
    }

    /** Runs the checks that the options select, and gives the report. */
    public ReadinessReport run() throws IOException {
        return verify().report();
    }

    /**
     * Runs the checks that the options select. Besides the report this gives the policy and the listed files, for a
     * caller that acts on them.
     */
    public VerifiedDeployment verify() throws IOException {
        Instant begin = host.clock().instant().truncatedTo(ChronoUnit.MICROS);
        SealMemory memory = SealMemory.of(deployment, host, options.readOnly());
        SealVerdict seal = new SealVerifier(
                        deployment, options.requireMemory() ? memory.required() : memory, options.trust())
                .verify();
        PolicyReading reading = PolicyReading.of(deployment, seal);
        VerificationSubject subject = new VerificationSubject(host, deployment, options, progress, seal, reading);
        List<CheckOutcome> outcomes = new ArrayList<>();
        for (ReadinessCheck row : ReadinessCheck.values()) {
            if (row.isAsked(options)) {
                outcomes.add(new CheckOutcome(row.spec(), ask(row, subject)));
            }
        }
        Duration took = Duration.between(begin, host.clock().instant());
        Optional<Policy> policy = reading instanceof PolicyReading.VerifiedPolicy verified
                ? Optional.of(verified.policy())
                : Optional.empty();
        List<String> listed = listed(seal);
        ReadinessReport report = new ReadinessReport(
                begin,
                system(seal, policy),
                outcomes,
                files(listed, policy),
                seal.facts(),
                new ReadinessReport.VerificationRun(
                        Toolkit.running(),
                        host.name(),
                        took.isNegative() ? Duration.ZERO : took,
                        options.loosened(),
                        options.partial()));
        return new VerifiedDeployment(report, policy, listed);
    }

    private static List<String> listed(SealVerdict seal) {
        Manifest manifest = seal.manifest().orElse(null);
        return manifest == null ? List.of() : manifest.paths();
    }

    /** Runs a check, or says why it is not asked. An I/O error is a failed check, so that there always is a verdict. */
    private CheckResult ask(ReadinessCheck row, VerificationSubject subject) {
        Optional<CheckResult> unasked = row.unasked(subject);
        if (unasked.isPresent()) {
            return unasked.get();
        }
        try {
            Check check = row.check(subject);
            CheckResult result = check.run();
            if (check instanceof CanonicalHashesCheck hashes) {
                ignored = hashes.ignored();
            }
            return result;
        } catch (IOException e) {
            return CheckResult.failed(Finding.of(
                    Consequence.FAILED,
                    "not-asked",
                    "",
                    "CHECK IMPOSSIBLE: " + row.id() + " - " + IoTrouble.words(e),
                    IoTrouble.remedy(e)));
        }
    }

    private static String system(SealVerdict seal, Optional<Policy> policy) {
        if (policy.isPresent()) {
            return policy.get().system();
        }
        return seal.system().isEmpty() ? "Core-Bucket Bridge V5" : seal.system();
    }

    /** The listed files in the order for people: first the adopted ones, in the policy's order, then the others. */
    private List<String> files(List<String> listed, Optional<Policy> policy) {
        List<String> adopted = policy.isPresent() ? policy.get().files() : List.of();
        if (adopted.isEmpty() && ignored.isEmpty()) {
            return listed;
        }
        Set<String> ordered = new LinkedHashSet<>(adopted);
        ordered.retainAll(new HashSet<>(listed));
        ordered.addAll(listed);
        ordered.removeAll(ignored);
        return new ArrayList<>(ordered);
    }
}
