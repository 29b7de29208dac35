package org.corebucket.bridge.watch;

import java.io.IOException;
import org.corebucket.bridge.verification.VerifiedDeployment;

/** A verification as the watch has it done: recorded and shown like any other. */
public interface WatchedVerification {

    /**
     * Verifies now.
     *
     * @throws IOException if the verdict could not be reached, recorded or shown
     */
    VerifiedDeployment verify() throws IOException;
}
