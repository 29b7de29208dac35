package org.corebucket.bridge.witness;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.transparency.LogCheckpoints;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.MalformedNoteException;

/** Asks whether a quorum of the log's witnesses cosigns its checkpoints in time. */
public final class QuorumQuestions {

    private QuorumQuestions() {}

    /**
     * Asks whether the policy can be used at all.
     *
     * @return the policy; empty if it can't, which is then a finding
     */
    public static Optional<LogPolicy> policy(Deployment deployment, Questions questions) throws IOException {
        try {
            return Optional.of(WitnessPolicy.parse(
                    TreeFiles.read(deployment.root(), Deployment.WITNESSES, Deployment.LARGEST_SETTINGS)));
        } catch (MalformedNoteException e) {
            questions.fails(Finding.of(
                    Consequence.FAILED,
                    "witnesses-malformed",
                    Deployment.WITNESSES,
                    "WITNESSES MALFORMED: " + e.getMessage(),
                    "correct " + Deployment.WITNESSES + ", then: bridgectl freeze --reason TEXT"));
            return Optional.empty();
        }
    }

    /**
     * Asks about the quorum. That it is missing fails only where somebody must watch (CONTRACT 14).
     *
     * @param required whether the policy demands monitoring
     */
    public static void ask(
            LogCheckpoints checkpoints, LogPolicy policy, boolean required, Instant now, Questions questions)
            throws IOException {
        QuorumReading reading = QuorumReading.of(checkpoints, policy);
        for (Map.Entry<String, QuorumReading.LastCosignature> last :
                reading.last().entrySet()) {
            questions.holds("Witness " + last.getKey() + ": cosigned size "
                    + last.getValue().size() + " at "
                    + UtcTime.of(last.getValue().time()));
        }
        Optional<Instant> overdue = reading.overdue(now);
        String remedy = "see which witness fails, and why: bridgectl status";
        if (overdue.isEmpty()) {
            questions.holds("Witnesses: a quorum cosigned up to size " + reading.size());
        } else if (required) {
            questions.fails(Finding.of(
                    Consequence.FAILED,
                    "witness-quorum-missing",
                    Deployment.WITNESSES,
                    "WITNESS QUORUM MISSING: " + reading.missing(overdue.get()),
                    remedy));
        } else {
            questions.caution(new Caution(
                    "witness-quorum-missing", Deployment.WITNESSES, reading.missing(overdue.get()), remedy));
        }
    }
}
