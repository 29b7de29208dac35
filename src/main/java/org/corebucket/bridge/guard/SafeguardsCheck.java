package org.corebucket.bridge.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.freeze.Baseline;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/** Is there an intact baseline, is no stop in force, and is the deployment watched as its policy demands? */
public final class SafeguardsCheck implements Check {

    /** What is known of it before it runs. */
    public static final CheckSpec SPEC = new CheckSpec("safeguards", "Verifying safeguards", 2, false);

    private final Deployment deployment;
    private final List<ManifestEntry> entries;
    private final Policy policy;
    private final int jobs;

    /** A check of one deployment, by its verified policy and manifest. */
    public SafeguardsCheck(Deployment deployment, List<ManifestEntry> entries, Policy policy, int jobs) {
        this.deployment = deployment;
        this.entries = entries;
        this.policy = policy;
        this.jobs = jobs;
    }

    @Override
    public CheckSpec spec() {
        return SPEC;
    }

    @Override
    public CheckResult run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<String> evidence = new ArrayList<>();
        baseline(findings, evidence);
        stop(deployment, findings, evidence);
        watch(findings, evidence);
        return CheckResult.of(findings, evidence);
    }

    private void baseline(List<Finding> findings, List<String> evidence) throws IOException {
        Set<Sha256> missing = new HashSet<>(new Baseline(deployment).missing(entries, jobs, HashProgress.NONE));
        for (ManifestEntry entry : entries) {
            if (missing.contains(entry.digest())) {
                findings.add(Finding.of(
                        Consequence.FAILED,
                        "baseline-incomplete",
                        entry.path(),
                        "BASELINE INCOMPLETE: no intact copy of " + entry.path(),
                        "with the file as it was sealed: bridgectl freeze --reason TEXT"));
            }
        }
        if (missing.isEmpty()) {
            evidence.add("Baseline intact: " + entries.size() + " copies match");
        }
    }

    /**
     * What can be asked while no policy verified: no doubt about manifest or policy may hide that a stop is in force.
     *
     * @param reason why the rest is not asked
     */
    public static Check withoutPolicy(Deployment deployment, String reason) {
        return new StopOnly(deployment, reason);
    }

    private record StopOnly(Deployment deployment, String reason) implements Check {
        @Override
        public CheckSpec spec() {
            return SPEC;
        }

        @Override
        public CheckResult run() {
            List<Finding> findings = new ArrayList<>();
            stop(deployment, findings, new ArrayList<>());
            return findings.isEmpty()
                    ? new CheckResult.Skipped(reason)
                    : new CheckResult.Failed(findings, List.of(reason));
        }
    }

    private static void stop(Deployment deployment, List<Finding> findings, List<String> evidence) {
        if (Files.exists(deployment.stopMarker(), LinkOption.NOFOLLOW_LINKS)) {
            findings.add(Finding.of(
                    Consequence.STOPPED,
                    "emergency-stop",
                    "EMERGENCY_SHUTDOWN.marker",
                    "EMERGENCY STOP IN FORCE: EMERGENCY_SHUTDOWN.marker lies in the root",
                    "read it, find the cause and remove it; only then remove the marker"));
        } else {
            evidence.add("No emergency stop in force");
        }
    }

    /** There is no watch yet that could have run, so where one is demanded the demand is not met. */
    private void watch(List<Finding> findings, List<String> evidence) {
        if (policy.monitoring().required()) {
            findings.add(Finding.of(
                    Consequence.FAILED,
                    "not-watched",
                    Deployment.POLICY,
                    "NOT WATCHED: the policy demands monitoring, and no watch has left a record",
                    "set monitoring.required to false and freeze, until a watch runs here"));
        } else {
            evidence.add("Monitoring is not required by the policy: no watch and no alert sink was asked for");
        }
    }
}
