package org.corebucket.bridge.readiness;

import java.util.List;

/**
 * The sum of all checks.
 *
 * @param ready whether no check failed
 * @param score the weights of the passed checks over those of all that ran, in percent, rounded down; at most 49 if a critical
 * check failed, an emergency stop is in force, or something can't be trusted
 * @param exitCode 0 if ready, else the sum of the consequences
 */
public record Verdict(boolean ready, int score, int exitCode) {

    private static final int CRITICAL_CAP = 49;

    /** Sums up the checks. A verification in which no check ran is blocked, since it shows nothing. */
    public static Verdict of(List<CheckOutcome> checks) {
        int passed = 0;
        int ran = 0;
        int code = 0;
        boolean capped = false;
        for (CheckOutcome check : checks) {
            if (check.passed()) {
                passed += check.spec().weight();
                ran += check.spec().weight();
            } else if (check.failed()) {
                ran += check.spec().weight();
                capped |= check.spec().critical();
                for (Finding finding : check.result().findings()) {
                    code |= finding.consequence().bit();
                    capped |= finding.consequence() == Consequence.STOPPED
                            || finding.consequence() == Consequence.UNTRUSTED;
                }
            }
        }
        if (ran == 0) {
            return new Verdict(false, 0, Consequence.FAILED.bit());
        }
        int score = 100 * passed / ran;
        return new Verdict(code == 0, capped ? Math.min(score, CRITICAL_CAP) : score, code);
    }
}
