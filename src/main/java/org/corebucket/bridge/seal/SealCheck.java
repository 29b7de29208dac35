package org.corebucket.bridge.seal;

import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;

/** Does the seal hold under the trusted key, is its serial not lower than the highest seen, is it not expired? */
public final class SealCheck implements Check {

    private final SealVerdict verdict;

    /** Reports a verdict that was reached earlier, since all other checks depend on it. */
    public SealCheck(SealVerdict verdict) {
        this.verdict = verdict;
    }

    /**
     * Whether a finding says only that the memory could not be written, as on a full disk. The seal itself holds then, and the
     * finding goes away once the disk works again.
     */
    public static boolean isAboutRemembering(Finding finding) {
        return finding.code().equals(SealFindings.UNWRITABLE);
    }

    @Override
    public CheckResult run() {
        return verdict.result();
    }
}
