package org.corebucket.bridge.status;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.guard.SealedSettings;
import org.corebucket.bridge.policy.MalformedPolicyException;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.seal.SealVerdict;

/** The deployment whose status is shown, at one moment. What several sections need is read once. */
public final class StatusSubject {

    private final Deployment deployment;
    private final Host host;
    private final Instant now;
    private final SealedSettings settings;

    /**
     * A deployment as of now.
     *
     * @param settings reads its policy and descriptor
     */
    public StatusSubject(Deployment deployment, Host host, SealedSettings settings) {
        this.deployment = deployment;
        this.host = host;
        this.settings = settings;
        this.now = host.clock().instant();
    }

    /** The deployment. */
    public Deployment deployment() {
        return deployment;
    }

    /** The host on which this runs. */
    public Host host() {
        return host;
    }

    /** The moment of the status, which is the same for all sections. */
    public Instant now() {
        return now;
    }

    /** A path in the deployment, given relative to the root. */
    public Path path(String relative) {
        return deployment.path(relative);
    }

    /** The verdict on the seal. Verifying it changes and remembers nothing. */
    public SealVerdict seal() throws IOException {
        return settings.seal();
    }

    /** The policy, which must be the sealed one unless {@code --unverified} was given. */
    public Policy policy() throws IOException, MalformedPolicyException, RefusedException {
        return settings.policy();
    }

    /** Reads policy and descriptor. */
    SealedSettings settings() {
        return settings;
    }

    /** The system's name; empty if the policy can't be read. */
    public String system() {
        try {
            return policy().system();
        } catch (IOException | MalformedPolicyException | RefusedException e) {
            // The sections that need the policy say so.
            return "";
        }
    }
}
