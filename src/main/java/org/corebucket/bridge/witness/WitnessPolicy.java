package org.corebucket.bridge.witness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.transparency.LogPolicy;
import org.corebucket.bridge.transparency.MalformedNoteException;

/** Which witnesses a deployment's log has: {@code canonical/witnesses.policy}, a tlog-policy. */
public final class WitnessPolicy {

    private WitnessPolicy() {}

    /**
     * The policy, as it was sealed.
     *
     * @return empty if the deployment has none
     * @throws MendableException if it is not the sealed one, or malformed
     */
    public static Optional<LogPolicy> sealed(Deployment deployment, Host host) throws IOException, MendableException {
        if (!Files.exists(deployment.path(Deployment.WITNESSES), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return Optional.of(parse(new SealedSettings(deployment, host, false).witnesses()));
    }

    /** Reads the bytes of the file. */
    static LogPolicy parse(byte[] bytes) throws MalformedNoteException {
        try {
            return LogPolicy.parse(bytes);
        } catch (MalformedNoteException e) {
            throw e.in(Deployment.WITNESSES);
        }
    }
}
