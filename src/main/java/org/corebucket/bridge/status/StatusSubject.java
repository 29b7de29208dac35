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
import org.corebucket.bridge.seal.SealVerifier;
import org.jspecify.annotations.Nullable;

/** The deployment that is asked about, at one moment. What several sections need is read once. */
public final class StatusSubject {

    private final Deployment deployment;
    private final Host host;
    private final Instant now;
    private final SealedSettings settings;
    private @Nullable SealVerdict seal;

    /**
     * A deployment now, as a host sees it.
     *
     * @param settings where its policy comes from
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

    /** Who asks, and where. */
    public Host host() {
        return host;
    }

    /** When it is asked: the same for all sections. */
    public Instant now() {
        return now;
    }

    /** A path of the deployment by its name relative to the root. */
    public Path path(String relative) {
        return deployment.path(relative);
    }

    /** What is to be said of the seal; nothing is remembered of it. */
    public SealVerdict seal() throws IOException {
        SealVerdict verdict = seal;
        if (verdict == null) {
            verdict = SealVerifier.readOnly(deployment, host, null);
            seal = verdict;
        }
        return verdict;
    }

    /** The policy, if it is the sealed one, or nobody asks. */
    public Policy policy() throws IOException, MalformedPolicyException, RefusedException {
        return settings.policy();
    }

    /** Where policy and descriptor are taken from. */
    SealedSettings settings() {
        return settings;
    }

    /** The system's name; empty if nothing says it. */
    public String system() {
        try {
            return policy().system();
        } catch (IOException | MalformedPolicyException | RefusedException e) {
            // The sections that need the policy say so.
            return "";
        }
    }
}
