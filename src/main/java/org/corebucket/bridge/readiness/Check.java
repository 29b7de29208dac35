package org.corebucket.bridge.readiness;

import java.io.IOException;

/** One question of readiness. */
public interface Check {

    /** Its name, title and weight. */
    CheckSpec spec();

    /**
     * Asks the question.
     *
     * @throws IOException if the question could not be asked because of the machine, not of the deployment
     */
    CheckResult run() throws IOException;
}
