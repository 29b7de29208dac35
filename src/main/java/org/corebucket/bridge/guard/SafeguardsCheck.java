package org.corebucket.bridge.guard;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.enforcement.EnforcementQuestions;
import org.corebucket.bridge.freeze.Baseline;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.readiness.Topic;

/** Is there an intact baseline, is no stop in force, and is the deployment watched as its policy demands? */
public final class SafeguardsCheck implements Check {

    private final Deployment deployment;
    private final List<ManifestEntry> entries;
    private final Policy policy;
    private final EmergencyStop stop;
    private final EnforcementQuestions enforcement;
    private final Clock clock;
    private final int jobs;
    private final boolean readOnly;

    /**
     * A check of one deployment, by its verified policy and manifest.
     *
     * @param stop the deployment's emergency stop
     * @param enforcement who keeps what is not sealed from running
     * @param clock the clock by which a watch's record is late
     * @param jobs how many files are read at once
     * @param readOnly whether nothing may be written, so that a missing marker is not put back
     */
    public SafeguardsCheck(
            Deployment deployment,
            List<ManifestEntry> entries,
            Policy policy,
            EmergencyStop stop,
            EnforcementQuestions enforcement,
            Clock clock,
            int jobs,
            boolean readOnly) {
        this.deployment = deployment;
        this.entries = entries;
        this.policy = policy;
        this.stop = stop;
        this.enforcement = enforcement;
        this.clock = clock;
        this.jobs = jobs;
        this.readOnly = readOnly;
    }

    @Override
    public CheckResult run() throws IOException {
        Questions questions = new Questions();
        questions.about(Topic.SAFETY).ask(baseline(), "Baseline intact: " + entries.size() + " copies match");
        ask(stop, readOnly, questions);
        OptionalLong watch = new WatchQuestions(deployment, policy, clock.instant()).ask(questions);
        enforcement.ask(watch, questions.about(Topic.ENFORCEMENT));
        return questions.result();
    }

    /**
     * Whether a finding is only about the watch or the alerts. Then the deployment itself is sound: the watch makes no incident
     * of it, for which it would have to send alerts again, and incidents can be resolved even while a receiver is down.
     */
    public static boolean isAboutWatching(Finding finding) {
        return WatchQuestions.isOf(finding.code());
    }

    private List<Finding> baseline() throws IOException {
        List<Finding> findings = new ArrayList<>();
        Map<Sha256, Baseline.BaselineGap> gaps = new Baseline(deployment).gaps(entries, jobs, HashProgress.NONE);
        for (ManifestEntry entry : entries) {
            Baseline.BaselineGap gap = gaps.get(entry.digest());
            if (gap != null) {
                findings.add(finding(entry, gap));
            }
        }
        return findings;
    }

    private static Finding finding(ManifestEntry entry, Baseline.BaselineGap gap) {
        IOException trouble = gap.trouble();
        return trouble == null
                ? Finding.of(
                        Consequence.FAILED,
                        "baseline-incomplete",
                        entry.path(),
                        "BASELINE INCOMPLETE: no intact copy of " + entry.path(),
                        "if the file is as it was sealed, make the copy anew: bridgectl freeze --reason TEXT")
                : Finding.of(
                        Consequence.FAILED,
                        "baseline-unreadable",
                        entry.path(),
                        "BASELINE UNREADABLE: the copy of " + entry.path() + " - " + IoTrouble.words(trouble),
                        IoTrouble.remedy(trouble));
    }

    /**
     * The part of the check that needs no policy: a stop that is in force must be reported even if manifest or policy are in
     * doubt.
     *
     * @param reason why the rest is skipped
     */
    public static Check withoutPolicy(EmergencyStop stop, boolean readOnly, String reason) {
        return new StopOnly(stop, readOnly, reason);
    }

    private record StopOnly(EmergencyStop stop, boolean readOnly, String reason) implements Check {
        @Override
        public CheckResult run() throws IOException {
            Questions questions = new Questions();
            ask(stop, readOnly, questions);
            return questions.anyFailed() ? questions.result() : new CheckResult.Skipped(reason);
        }
    }

    private static void ask(EmergencyStop stop, boolean readOnly, Questions questions) throws IOException {
        questions.about(Topic.SAFETY).ask(stop.findings(), "No emergency stop in force");
        if (!readOnly) {
            uphold(stop, questions);
        }
    }

    /** Puts back the marker and the memory of a stop. The stop is in force even if that fails, so that is only a warning. */
    private static void uphold(EmergencyStop stop, Questions questions) {
        try {
            stop.uphold();
        } catch (LockHeldException e) {
            // That process puts them back.
            return;
        } catch (IOException e) {
            questions.caution(new Caution(
                    "stop-not-told",
                    "",
                    "What tells of the emergency stop could not be put back: " + e.getMessage(),
                    "run it as the user that owns the deployment, to whom the root directory and logs/incidents must be"
                            + " writable"));
        }
    }
}
