package org.corebucket.bridge.bridge.golive;

import java.io.IOException;
import java.nio.file.Path;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;

/**
 * Would a bridge of this deployment answer as CONTRACT 6 says? One is started, with the deployment's policy and settings, over
 * a scratch ledger on a free port of the loopback interface. Of the deployment keys are read, and nothing is touched.
 */
public final class GoLiveCheck implements Check {

    /** Its name, title and weight. */
    public static final CheckSpec SPEC = new CheckSpec("go-live", "Simulating going live", 10, true);

    private final RehearsedDeployment subject;

    /**
     * What is rehearsed, and where.
     *
     * @param deployment whose keys are read
     * @param host whose clock and token secret are used
     * @param policy that verified
     * @param settings from the descriptor that verified
     * @param temporary the directory in which the scratch deployment is made
     */
    public record RehearsedDeployment(
            Deployment deployment, Host host, Policy policy, BridgeSettings settings, Path temporary) {}

    /** A check of one deployment. */
    public GoLiveCheck(RehearsedDeployment subject) {
        this.subject = subject;
    }

    @Override
    public CheckSpec spec() {
        return SPEC;
    }

    /**
     * Rehearses.
     *
     * @throws IOException if the scratch deployment can't be made
     */
    @Override
    public CheckResult run() throws IOException {
        Transcript transcript = new Transcript();
        try (ScratchDirectory directory = ScratchDirectory.in(subject.temporary())) {
            ScratchDeployment scratch = ScratchDeployment.make(subject, directory.path(), transcript);
            new Rehearsal(scratch, transcript).play();
        }
        return transcript.result();
    }
}
