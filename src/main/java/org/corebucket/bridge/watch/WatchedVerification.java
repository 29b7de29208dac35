package org.corebucket.bridge.watch;

import java.io.IOException;
import org.corebucket.bridge.verification.VerifiedDeployment;

/** Runs a verification for the watch; it is recorded and shown like any other. */
public interface WatchedVerification {

    /**
     * Verifies now.
     *
     * @throws IOException if the verdict could not be reached, recorded or shown
     */
    VerifiedDeployment verify() throws IOException;
}
