package org.corebucket.bridge.readiness;

/** A check and how it ended. */
public record CheckOutcome(CheckSpec spec, CheckResult result) {

    boolean passed() {
        return result instanceof CheckResult.Passed;
    }

    boolean failed() {
        return result instanceof CheckResult.Failed;
    }
}
