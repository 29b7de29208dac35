package org.corebucket.bridge.verification;

import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;

/** A question whose answer is known without asking. */
record AnsweredCheck(CheckSpec spec, CheckResult result) implements Check {

    /**
     * A question that can't be asked.
     *
     * @param reason why, as a sentence
     */
    static AnsweredCheck notAsked(CheckSpec spec, String reason) {
        return new AnsweredCheck(spec, new CheckResult.Skipped(reason));
    }

    @Override
    public CheckResult run() {
        return result;
    }
}
