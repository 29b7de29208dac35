package org.corebucket.bridge.automation;

import java.io.IOException;
import org.corebucket.bridge.guard.StartFacts;

/** Verifies a deployment. */
interface DeploymentVerifier {

    /**
     * Verifies seal and digests now; what was found before does not count.
     *
     * @throws IOException if that could not be found out, which is no permission to start
     */
    StartFacts now() throws IOException;
}
