package org.corebucket.bridge.cli.shared;

import java.io.IOException;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DirectoryOwner;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.watch.IncidentAlerts;

/** Alerts of what a command recorded, told at once as far as that is possible; what is not delivered stays queued. */
public final class CommandAlerts {

    private CommandAlerts() {}

    /**
     * Tells the sinks of the policy, if it is the sealed one, of the incidents that they do not know yet. Root leaves it to the
     * watch in a deployment of another user, whose commands it would run.
     */
    public static void tell(Session session, Deployment deployment) throws IOException {
        Optional<String> owner = DirectoryOwner.besidesRoot(session.host(), deployment.root());
        if (owner.isPresent()) {
            session.err().println("bridgectl: alerts are left to the watch of the user " + owner.get());
            return;
        }
        IncidentAlerts.once(
                deployment,
                session.host(),
                policy(session, deployment),
                trouble -> session.err().println("bridgectl: " + OneLine.of(trouble)));
    }

    private static PolicyReading policy(Session session, Deployment deployment) throws IOException {
        return PolicyReading.of(deployment, seal(session, deployment));
    }

    /** The seal that says whose word a policy is. */
    public static SealVerdict seal(Session session, Deployment deployment) throws IOException {
        return SealVerifier.readOnly(deployment, session.host(), null);
    }
}
