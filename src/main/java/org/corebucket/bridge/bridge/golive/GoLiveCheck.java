package org.corebucket.bridge.bridge.golive;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/**
 * Would a bridge of this deployment answer as CONTRACT 6 says? The check starts one with the deployment's policy and
 * settings, over a scratch ledger, on a free port of the loopback interface. It reads the deployment's keys and changes
 * nothing in the deployment. It is skipped unless the descriptor's bytes are those that were sealed.
 */
public final class GoLiveCheck implements Check {

    private final Deployment deployment;
    private final Host host;
    private final Policy policy;
    private final List<ManifestEntry> sealed;

    /**
     * Takes one deployment.
     *
     * @param policy the policy, which was verified
     * @param sealed what the manifest lists
     */
    public GoLiveCheck(Deployment deployment, Host host, Policy policy, List<ManifestEntry> sealed) {
        this.deployment = deployment;
        this.host = host;
        this.policy = policy;
        this.sealed = List.copyOf(sealed);
    }

    /**
     * What is rehearsed, and where.
     *
     * @param deployment the deployment whose keys are read
     * @param host the host whose clock and token secret are used
     * @param policy the policy, which was verified
     * @param settings the settings in the verified descriptor
     * @param temporary the directory in which the scratch deployment is made
     */
    record RehearsedDeployment(
            Deployment deployment, Host host, Policy policy, BridgeSettings settings, Path temporary) {}

    /**
     * Rehearses, if the policy has a bridge.
     *
     * @throws IOException if the descriptor can't be read, or the scratch deployment can't be made
     */
    @Override
    public CheckResult run() throws IOException {
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() == Entrypoint.EntrypointKind.BRIDGE) {
                return rehearse(entrypoint.file());
            }
        }
        return new CheckResult.Skipped("not asked: no entrypoint of the policy is a bridge");
    }

    private CheckResult rehearse(String descriptor) throws IOException {
        BridgeSettings settings;
        try {
            Optional<byte[]> bytes = verified(descriptor);
            if (bytes.isEmpty()) {
                return new CheckResult.Skipped("not asked: " + descriptor + " is not the one that was sealed");
            }
            settings = BridgeSettings.read(bytes.get(), descriptor);
        } catch (NoSuchFileException | NotRegularException e) {
            return new CheckResult.Skipped("not asked: " + descriptor + " can't be read: " + IoTrouble.reason(e));
        } catch (IOException e) {
            throw IoTrouble.located(deployment.path(descriptor).toString(), e);
        } catch (MalformedJsonException e) {
            return CheckResult.failed(Finding.of(
                    Consequence.FAILED,
                    "descriptor-malformed",
                    descriptor,
                    "DESCRIPTOR MALFORMED: " + e.getMessage(),
                    "correct " + descriptor + ", then: bridgectl freeze --reason TEXT"));
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        return rehearse(new RehearsedDeployment(deployment, host, policy, settings, temporary));
    }

    private Optional<byte[]> verified(String path) throws IOException {
        byte[] bytes = TreeFiles.read(deployment.root(), path, Deployment.LARGEST_SETTINGS);
        Sha256 digest = Sha256.of(bytes);
        for (ManifestEntry entry : sealed) {
            if (entry.path().equals(path) && entry.digest().equals(digest)) {
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }

    static CheckResult rehearse(RehearsedDeployment subject) throws IOException {
        Transcript transcript = new Transcript();
        try (ScratchDirectory directory = ScratchDirectory.in(subject.temporary())) {
            ScratchDeployment scratch = ScratchDeployment.make(subject, directory.path(), transcript);
            new Rehearsal(scratch, transcript).play();
        }
        return transcript.result();
    }
}
