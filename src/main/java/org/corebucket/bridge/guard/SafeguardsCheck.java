package org.corebucket.bridge.guard;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
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

    /**
     * What it works with.
     *
     * @param stop the deployment's emergency stop
     * @param clock tells how old a watch's record is
     * @param jobs how many files are read at once
     * @param readOnly whether nothing may be put back that tells of a stop
     */
    public record SafeguardFacts(EmergencyStop stop, Clock clock, int jobs, boolean readOnly) {}

    private final Deployment deployment;
    private final List<ManifestEntry> entries;
    private final Policy policy;
    private final SafeguardFacts means;

    /** A check of one deployment, by its verified policy and manifest. */
    public SafeguardsCheck(Deployment deployment, List<ManifestEntry> entries, Policy policy, SafeguardFacts means) {
        this.deployment = deployment;
        this.entries = entries;
        this.policy = policy;
        this.means = means;
    }

    @Override
    public CheckResult run() throws IOException {
        Questions questions = new Questions();
        questions.about(Topic.SAFETY).ask(baseline(), "Baseline intact: " + entries.size() + " copies match");
        stop(means, questions);
        new WatchQuestions(deployment, policy, means.clock().instant()).ask(questions);
        return questions.result();
    }

    /**
     * Whether a finding is about watch or alerts alone. The deployment is sound all the same: the watch makes no incident
     * of it, which would be told in turn, and a receiver that is down keeps nobody from resolving one.
     */
    public static boolean isAboutWatching(Finding finding) {
        return WatchQuestions.isOf(finding.code());
    }

    private List<Finding> baseline() throws IOException {
        List<Finding> findings = new ArrayList<>();
        Map<Sha256, Baseline.BaselineGap> gaps =
                new Baseline(deployment).gaps(entries, means.jobs(), HashProgress.NONE);
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
     * What can be asked while no policy verified: no doubt about manifest or policy may hide that a stop is in force.
     *
     * @param reason why the rest is not asked
     */
    public static Check withoutPolicy(SafeguardFacts means, String reason) {
        return new StopOnly(means, reason);
    }

    private record StopOnly(SafeguardFacts means, String reason) implements Check {
        @Override
        public CheckResult run() throws IOException {
            Questions questions = new Questions();
            stop(means, questions);
            return questions.anyFailed() ? questions.result() : new CheckResult.Skipped(reason);
        }
    }

    private static void stop(SafeguardFacts means, Questions questions) throws IOException {
        questions.about(Topic.SAFETY).ask(means.stop().findings(), "No emergency stop in force");
        if (!means.readOnly()) {
            uphold(means.stop(), questions);
        }
    }

    /** The stop is in force whether or not its marker can be put back, so failing to is no failure of this check. */
    private static void uphold(EmergencyStop stop, Questions questions) {
        try {
            stop.uphold();
        } catch (LockHeldException e) {
            // That process puts back what tells of the stop.
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
