package org.corebucket.bridge.seal;

import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;

/** Does the seal hold under the trusted key, is its serial not lower than the highest seen, is it not expired? */
public final class SealCheck implements Check {

    private final SealVerdict verdict;

    /** A check that reports a verdict that was needed before all other checks. */
    public SealCheck(SealVerdict verdict) {
        this.verdict = verdict;
    }

    /**
     * Whether a finding is that what was seen could not be remembered, as on a full disk: the seal held, and as soon as the
     * disk works again nothing is left of it.
     */
    public static boolean isAboutRemembering(Finding finding) {
        return finding.code().equals(SealFindings.UNWRITABLE);
    }

    @Override
    public CheckResult run() {
        return verdict.result();
    }
}
