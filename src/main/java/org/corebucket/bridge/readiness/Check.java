package org.corebucket.bridge.readiness;

import java.io.IOException;

/** What asks one question of readiness. */
public interface Check {

    /**
     * Asks the question.
     *
     * @throws IOException if the question could not be asked because of the machine, not of the deployment
     */
    CheckResult run() throws IOException;
}
