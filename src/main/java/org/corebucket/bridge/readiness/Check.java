package org.corebucket.bridge.readiness;

import java.io.IOException;

/** One check of readiness. */
public interface Check {

    /**
     * Runs the check.
     *
     * @throws IOException if the machine, not the deployment, kept it from running
     */
    CheckResult run() throws IOException;
}
