package org.corebucket.bridge.cli.run;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.corebucket.bridge.automation.SealedJobs;
import org.corebucket.bridge.automation.job.JobsReader;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.guard.Decision;
import org.corebucket.bridge.guard.EntrypointGuard;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.guard.Refusal;
import org.corebucket.bridge.guard.RunRequest;
import org.corebucket.bridge.guard.StartFacts;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.launch.BuiltIns;
import org.corebucket.bridge.policy.Policy;

/**
 * The automation's jobs as they are sealed while it runs. A look reads only the seal. If that is another one, all is verified and
 * the guard decides, as before a start.
 */
final class ResealedJobs implements SealedJobs {

    private final Deployment deployment;
    private final Host host;
    private final RunRequest request;
    private final Consumer<String> told;
    private final Consumer<Refusal> refused;
    private Optional<Sha256> seen;
    private String last = "";

    /**
     * Jobs of a runner that goes on.
     *
     * @param request by which the runner was started
     * @param seen the seal before the runner was approved
     * @param told is told once why what is sealed now does not count yet
     * @param refused is told why the runner may not go on
     */
    ResealedJobs(
            Deployment deployment,
            Host host,
            RunRequest request,
            Optional<Sha256> seen,
            Consumer<String> told,
            Consumer<Refusal> refused) {
        this.deployment = deployment;
        this.host = host;
        this.request = request;
        this.seen = seen;
        this.told = told;
        this.refused = refused;
    }

    /** The digest of a deployment's seal; empty if there is none, as for a moment in a freeze. */
    static Optional<Sha256> seal(Deployment deployment) throws IOException {
        try {
            return Optional.of(
                    Sha256.of(TreeFiles.read(deployment.root(), Deployment.SEAL, Deployment.LARGEST_SETTINGS)));
        } catch (NoSuchFileException | NotRegularException e) {
            return Optional.empty();
        }
    }

    @Override
    public SealedNow look() throws IOException {
        Optional<Sha256> now = seal(deployment);
        if (now.isEmpty() || now.equals(seen)) {
            return new SealedNow.Same();
        }
        StartFacts facts = StartFacts.now(deployment, host, false);
        if (!(facts.policy() instanceof PolicyReading.VerifiedPolicy verified)
                || !facts.violations().isEmpty()) {
            return wait(
                    "the deployment was sealed anew, and does not verify: the jobs of before go on; see bridgectl verify");
        }
        Decision decision = new EntrypointGuard(deployment, facts).decide(request);
        if (decision instanceof Decision.Approved approved) {
            return jobs(approved, verified.policy(), now);
        }
        refused.accept(((Decision.NotApproved) decision).refusal());
        return new SealedNow.Withdrawn();
    }

    private SealedNow jobs(Decision.Approved approved, Policy policy, Optional<Sha256> now) throws IOException {
        Optional<byte[]> descriptor = BuiltIns.descriptor(deployment.root(), approved);
        if (descriptor.isEmpty()) {
            return new SealedNow.Same(); // it changed after it was verified: the next look verifies again
        }
        Set<String> modules = policy.modules().keySet();
        try {
            SealedNow renewed = new SealedNow.Renewed(List.copyOf(
                    JobsReader.read(descriptor.get(), approved.entrypoint().file(), modules)));
            seen = now;
            last = "";
            return renewed;
        } catch (MalformedJsonException e) {
            seen = now;
            return wait("the jobs that were sealed can't be read, and those of before go on: " + e.getMessage());
        }
    }

    /** What is said here is said once as long as it is so. */
    private SealedNow wait(String why) {
        if (!why.equals(last)) {
            told.accept(why);
        }
        last = why;
        return new SealedNow.Same();
    }
}
