package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.util.UUID;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.launch.NotRunnableException;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;

/** A deployment's id, which checkpoints name, and which all its hosts have. */
final class DeploymentId {

    private DeploymentId() {}

    /** As this host has known it since it verified. */
    static UUID of(Deployment deployment, Host host) throws IOException, NotRunnableException {
        try {
            TrustState state = new TrustStore(deployment, host).load();
            if (state != null) {
                return state.deployment();
            }
            throw new NotRunnableException("this host remembers no deployment here; run: bridgectl verify");
        } catch (TrustStore.UnusableStateException e) {
            throw new NotRunnableException(String.valueOf(e.getMessage()));
        }
    }
}
