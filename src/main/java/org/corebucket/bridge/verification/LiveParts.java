package org.corebucket.bridge.verification;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.bridge.BridgeSettings;
import org.corebucket.bridge.bridge.golive.GoLiveCheck;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.Entrypoint;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.seal.SealVerdict;

/** What {@code --deep} asks besides: nothing of it is loaded by a verification without. */
final class LiveParts {

    private static final int LARGEST_DESCRIPTOR = 1 << 20;

    private final Deployment deployment;
    private final Host host;
    private final List<ManifestEntry> sealed;

    private LiveParts(Deployment deployment, Host host, List<ManifestEntry> sealed) {
        this.deployment = deployment;
        this.host = host;
        this.sealed = sealed;
    }

    /** The check that goes live for a moment; it is asked only of what verified, to the byte. */
    static Check check(Deployment deployment, Host host, SealVerdict seal, PolicyReading policy) {
        if (policy instanceof PolicyReading.VerifiedPolicy verified) {
            List<ManifestEntry> sealed = seal.manifest().orElseThrow().entries();
            return new LiveParts(deployment, host, sealed).check(verified.policy());
        }
        return notAsked(policy.reason());
    }

    private static Check notAsked(String reason) {
        return AnsweredCheck.notAsked(GoLiveCheck.SPEC, reason);
    }

    private Check check(Policy policy) {
        for (Entrypoint entrypoint : policy.entrypoints()) {
            if (entrypoint.kind() == Entrypoint.EntrypointKind.BRIDGE) {
                return check(policy, entrypoint.file());
            }
        }
        return notAsked("not asked: no entrypoint of the policy is a bridge");
    }

    private Check check(Policy policy, String descriptor) {
        try {
            Optional<byte[]> bytes = verified(descriptor);
            if (bytes.isEmpty()) {
                return notAsked("not asked: " + descriptor + " is not the one that was sealed");
            }
            BridgeSettings settings = BridgeSettings.read(bytes.get(), descriptor);
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            return new GoLiveCheck(new GoLiveCheck.RehearsedDeployment(deployment, host, policy, settings, temporary));
        } catch (NoSuchFileException | NotRegularException e) {
            return notAsked("not asked: " + descriptor + " can't be read: " + IoTrouble.reason(e));
        } catch (IOException e) {
            return new UnreadablePart(
                    IoTrouble.located(deployment.path(descriptor).toString(), e));
        } catch (MalformedJsonException e) {
            return new AnsweredCheck(
                    GoLiveCheck.SPEC,
                    CheckResult.failed(Finding.of(
                            Consequence.FAILED,
                            "descriptor-malformed",
                            descriptor,
                            "DESCRIPTOR MALFORMED: " + e.getMessage(),
                            "correct " + descriptor + ", then: bridgectl freeze --reason TEXT")));
        }
    }

    /** Nobody can tell what the bridge would do. */
    private record UnreadablePart(IOException trouble) implements Check {

        @Override
        public CheckSpec spec() {
            return GoLiveCheck.SPEC;
        }

        @Override
        public CheckResult run() throws IOException {
            throw trouble;
        }
    }

    private Optional<byte[]> verified(String path) throws IOException {
        byte[] bytes = TreeFiles.read(deployment.root(), path, LARGEST_DESCRIPTOR);
        Sha256 digest = Sha256.of(bytes);
        for (ManifestEntry entry : sealed) {
            if (entry.path().equals(path) && entry.digest().equals(digest)) {
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }
}
