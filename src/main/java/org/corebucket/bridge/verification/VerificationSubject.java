package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.forbidden.ForbiddenFiles;
import org.corebucket.bridge.forbidden.ForbiddenRunnersCheck;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.logs.LogFileQuestions;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.ManifestEntry;
import org.corebucket.bridge.policy.ModulesCheck;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.TrustStore;
import org.jspecify.annotations.Nullable;

/** The deployment that is verified, as its checks see it. What several checks need is read once. */
final class VerificationSubject {

    private final Host host;
    private final Deployment deployment;
    private final VerificationOptions options;
    private final HashProgress progress;
    private final SealVerdict seal;
    private final PolicyReading reading;
    private final TrustStore store;
    private @Nullable Set<String> listed;
    private @Nullable ForbiddenFiles forbidden;
    private @Nullable Boolean hasLedger;

    VerificationSubject(
            Host host,
            Deployment deployment,
            VerificationOptions options,
            HashProgress progress,
            SealVerdict seal,
            PolicyReading reading) {
        this.host = host;
        this.deployment = deployment;
        this.options = options;
        this.progress = progress;
        this.seal = seal;
        this.reading = reading;
        this.store = new TrustStore(deployment, host);
    }

    Host host() {
        return host;
    }

    Deployment deployment() {
        return deployment;
    }

    VerificationOptions options() {
        return options;
    }

    HashProgress progress() {
        return progress;
    }

    SealVerdict seal() {
        return seal;
    }

    /** What this host remembers of the deployment. */
    TrustStore store() {
        return store;
    }

    PolicyReading reading() {
        return reading;
    }

    /** The policy, for a check that needs a verified one. */
    Policy policy() {
        if (reading instanceof PolicyReading.VerifiedPolicy verified) {
            return verified.policy();
        }
        throw new IllegalStateException("no policy verified");
    }

    boolean hasPolicy() {
        return reading instanceof PolicyReading.VerifiedPolicy;
    }

    boolean hasManifest() {
        return seal.manifest().isPresent();
    }

    /** The manifest, for a check that needs one. */
    Manifest manifest() {
        return seal.manifest().orElseThrow();
    }

    /** What the manifest lists. */
    List<ManifestEntry> entries() {
        return manifest().entries();
    }

    /** The paths that the manifest lists; none if there is no manifest. */
    Set<String> listed() {
        Set<String> known = listed;
        if (known == null) {
            known = hasManifest() ? new HashSet<>(manifest().paths()) : Set.of();
            listed = known;
        }
        return known;
    }

    /** The files that must not run. They are looked for once. */
    ForbiddenFiles forbidden() {
        ForbiddenFiles known = forbidden;
        if (known == null) {
            known = new ForbiddenFiles(deployment, policy().forbidden());
            forbidden = known;
        }
        return known;
    }

    /** Whether there is a ledger, or this host has seen one. If not, no class of the ledger is loaded. */
    boolean hasLedger() throws IOException {
        Boolean known = hasLedger;
        if (known == null) {
            known = new LogFileQuestions(deployment).seesLedger()
                    || store.seenLedger() != null
                    || DeploymentLedger.isInDatabase(deployment);
            hasLedger = known;
        }
        return known;
    }

    /** Says when modules were last heard; null if there is no ledger. */
    ModulesCheck.@Nullable LastHeard lastHeard() throws IOException {
        return hasLedger() ? new LedgerHeard(deployment, seal(), host.clock()) : null;
    }

    /** How a deployment's listed files are compared: strictly. */
    ListedFiles.HashOptions strictly() {
        return new ListedFiles.HashOptions(true, options.ignoreMissing(), options.jobs());
    }

    /** What the check of forbidden files may change. */
    ForbiddenRunnersCheck.CheckEffects effects() throws IOException {
        return new ForbiddenRunnersCheck.CheckEffects(host.userId(), options.readOnly(), options.keepModes());
    }

    /** The deployment's emergency stop. */
    EmergencyStop stop() {
        return EmergencyStop.trusting(deployment, host, options.trust());
    }
}
