package org.corebucket.bridge.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that one verification found. Every output format renders it.
 *
 * @param timestamp when the verification began
 * @param system the policy's name of the system
 * @param checks every check, those that were skipped included, in the contract's order
 * @param files the listed files in the order in which people are shown them
 * @param manifest what was verified against
 * @param run where, with what, and how long
 */
public record ReadinessReport(
        Instant timestamp,
        String system,
        List<CheckOutcome> checks,
        List<String> files,
        ManifestFacts manifest,
        VerificationRun run) {

    /**
     * The circumstances of a verification.
     *
     * @param loosened the options that made it ask less than everything, as they were given
     * @param partial whether checks were left out on request
     */
    public record VerificationRun(
            Toolkit toolkit, String host, Duration duration, List<String> loosened, boolean partial) {
        public VerificationRun {
            loosened = List.copyOf(loosened);
        }
    }

    public ReadinessReport {
        checks = List.copyOf(checks);
    }

    /** The sum of the checks. */
    public Verdict verdict() {
        return Verdict.of(checks);
    }

    /** All findings, in the order of the checks. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (CheckOutcome check : checks) {
            all.addAll(check.result().findings());
        }
        return all;
    }

    /** All warnings, in the order of the checks. */
    public List<Caution> cautions() {
        List<Caution> all = new ArrayList<>();
        for (CheckOutcome check : checks) {
            all.addAll(check.result().cautions());
        }
        return all;
    }
}
