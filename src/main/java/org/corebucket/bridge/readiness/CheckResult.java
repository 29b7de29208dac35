package org.corebucket.bridge.readiness;

import java.util.List;

/** How a check ended: it passed, it failed with findings, or it was skipped for a reason. */
public sealed interface CheckResult {

    /** What was looked at and seen, a line each. */
    List<String> evidence();

    /** What is wrong; empty unless the check failed. */
    default List<Finding> findings() {
        return List.of();
    }

    /** The answer is yes, and the evidence says what was looked at. */
    record Passed(List<String> evidence) implements CheckResult {
        public Passed {
            evidence = List.copyOf(evidence);
            if (evidence.isEmpty()) {
                throw new IllegalArgumentException("no claim without evidence");
            }
        }
    }

    /** The answer is no. */
    record Failed(List<Finding> findings, List<String> evidence) implements CheckResult {
        public Failed {
            findings = List.copyOf(findings);
            evidence = List.copyOf(evidence);
            if (findings.isEmpty()) {
                throw new IllegalArgumentException("a check fails for a reason");
            }
        }
    }

    /** The question could not be asked; counts in neither sum of the score. */
    record Skipped(String reason) implements CheckResult {
        @Override
        public List<String> evidence() {
            return List.of(reason);
        }
    }

    /** Passed if nothing was found wrong, failed otherwise. */
    static CheckResult of(List<Finding> findings, List<String> evidence) {
        return findings.isEmpty() ? new Passed(evidence) : new Failed(findings, evidence);
    }
}
