package org.corebucket.bridge.verification;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.forbidden.ForbiddenFiles;
import org.corebucket.bridge.forbidden.ForbiddenRunnersCheck;
import org.corebucket.bridge.forbidden.ProcessesCheck;
import org.corebucket.bridge.guard.DescriptorsCheck;
import org.corebucket.bridge.guard.KeyPermissionsCheck;
import org.corebucket.bridge.guard.PolicyReading;
import org.corebucket.bridge.guard.SafeguardsCheck;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.logs.LogsCheck;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.ListedFiles;
import org.corebucket.bridge.manifest.Manifest;
import org.corebucket.bridge.manifest.UnlistedFilesCheck;
import org.corebucket.bridge.policy.DocumentsCheck;
import org.corebucket.bridge.policy.EntrypointsCheck;
import org.corebucket.bridge.policy.ModulesCheck;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.RolesCheck;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;
import org.corebucket.bridge.seal.SealCheck;
import org.corebucket.bridge.seal.SealMemory;
import org.corebucket.bridge.seal.SealVerdict;
import org.corebucket.bridge.seal.SealVerifier;
import org.corebucket.bridge.seal.TrustState;
import org.corebucket.bridge.seal.TrustStore;

/** The composition root of a verification: which checks there are, in the contract's order, and what each is given. */
public final class DeploymentVerification {

    private final Host host;
    private final Deployment deployment;
    private final VerificationOptions options;
    private final HashProgress progress;

    /** A verification of one deployment. */
    public DeploymentVerification(
            Host host, Deployment deployment, VerificationOptions options, HashProgress progress) {
        this.host = host;
        this.deployment = deployment;
        this.options = options;
        this.progress = progress;
    }

    /** Asks everything that the options select. */
    public ReadinessReport run() throws IOException {
        return see().report();
    }

    /** The same for who goes on to act by what was verified. */
    public VerifiedDeployment see() throws IOException {
        Instant begin = host.clock().instant().truncatedTo(ChronoUnit.MICROS);
        SealMemory memory = SealMemory.of(deployment, host, options.readOnly());
        SealVerdict seal = new SealVerifier(
                        deployment, options.requireMemory() ? memory.required() : memory, options.trust())
                .verify();
        PolicyReading policy = PolicyReading.of(deployment, seal);
        List<CheckOutcome> outcomes = new ArrayList<>();
        Set<String> ignored = Set.of();
        for (Check check : checks(seal, policy)) {
            if (options.selects(check.spec().id())) {
                outcomes.add(new CheckOutcome(check.spec(), ask(check)));
                if (check instanceof CanonicalHashesCheck hashes) {
                    ignored = hashes.ignored();
                }
            }
        }
        Duration took = Duration.between(begin, host.clock().instant());
        ReadinessReport report = new ReadinessReport(
                begin,
                system(seal, policy),
                outcomes,
                files(seal, policy, ignored),
                seal.facts(),
                new ReadinessReport.VerificationRun(
                        Toolkit.running(),
                        host.name(),
                        took.isNegative() ? Duration.ZERO : took,
                        options.loosened(),
                        options.partial()));
        return new VerifiedDeployment(
                report,
                policy instanceof PolicyReading.VerifiedPolicy verified
                        ? Optional.of(verified.policy())
                        : Optional.empty(),
                listed(seal));
    }

    private static List<String> listed(SealVerdict seal) {
        Manifest manifest = seal.manifest().orElse(null);
        return manifest == null ? List.of() : manifest.paths();
    }

    /** A question that the machine does not let be asked is answered with no, so that there always is a verdict. */
    private static CheckResult ask(Check check) {
        try {
            return check.run();
        } catch (IOException e) {
            return CheckResult.failed(Finding.of(
                    Consequence.FAILED,
                    "not-asked",
                    "",
                    "CHECK IMPOSSIBLE: " + check.spec().id() + " - " + IoTrouble.words(e),
                    IoTrouble.remedy(e)));
        }
    }

    /** The ids that {@code --check} and {@code --skip} take. */
    public static Set<String> ids() {
        return new LinkedHashSet<>(List.of(
                "seal",
                CanonicalHashesCheck.ID,
                "unlisted-files",
                "forbidden-runners",
                "entrypoints",
                "descriptors",
                "processes",
                "key-permissions",
                "roles",
                "modules",
                "documents",
                "logs",
                "safeguards",
                "go-live"));
    }

    private List<Check> checks(SealVerdict seal, PolicyReading policy) throws IOException {
        List<Check> checks = new ArrayList<>();
        askManifest(checks, seal);
        Set<String> listed = new HashSet<>(listed(seal));
        int user = host.userId();
        KeyPermissionsCheck keys = new KeyPermissionsCheck(deployment, listed, user);
        TrustStore store = new TrustStore(deployment, host);
        LogsCheck files = new LogsCheck(deployment);
        boolean hasLedger = files.seesLedger() || remembersLedger(store);
        Check logs = files;
        if (hasLedger) {
            logs = LedgerParts.check(files, deployment, seal, new LedgerParts.LedgerSources(store, options, progress));
        }
        if (policy instanceof PolicyReading.VerifiedPolicy verified) {
            Policy read = verified.policy();
            ForbiddenFiles forbidden = new ForbiddenFiles(deployment, read.forbidden());
            checks.add(new ForbiddenRunnersCheck(
                    forbidden, new ForbiddenRunnersCheck.CheckEffects(user, options.readOnly(), options.keepModes())));
            checks.add(new EntrypointsCheck(read, listed, deployment.root()));
            checks.add(new DescriptorsCheck(
                    deployment, read, seal.manifest().orElseThrow().entries(), DescriptorReaders.of(deployment, host)));
            checks.add(new ProcessesCheck(forbidden, ProcessTable.system()));
            checks.add(keys);
            checks.add(new RolesCheck(read));
            checks.add(new ModulesCheck(
                    read, deployment.root(), hasLedger ? new LedgerHeard(deployment, host.clock()) : null));
            checks.add(new DocumentsCheck(read, deployment.root(), listed));
            checks.add(logs);
            checks.add(new SafeguardsCheck(
                    deployment, seal.manifest().orElseThrow().entries(), read, safeguards()));
        } else {
            withoutPolicy(checks, policy, keys, logs);
        }
        if (options.deep()) {
            checks.add(LiveParts.check(deployment, host, seal, policy));
        }
        return checks;
    }

    private void askManifest(List<Check> checks, SealVerdict seal) {
        checks.add(new SealCheck(seal));
        Manifest manifest = seal.manifest().orElse(null);
        if (manifest == null) {
            String reason = "not asked: there is no manifest to verify against";
            checks.add(AnsweredCheck.notAsked(CanonicalHashesCheck.SPEC, reason));
            checks.add(AnsweredCheck.notAsked(UnlistedFilesCheck.SPEC, reason));
        } else {
            ListedFiles.HashOptions strict = new ListedFiles.HashOptions(true, options.ignoreMissing(), options.jobs());
            checks.add(new CanonicalHashesCheck(deployment.root(), manifest, strict, progress));
            checks.add(new UnlistedFilesCheck(deployment, manifest));
        }
    }

    /** The parts that know ledgers are not even loaded while there is nothing for them. */
    private static boolean remembersLedger(TrustStore store) throws IOException {
        try {
            TrustState state = store.load();
            return state != null && state.ledger() != null;
        } catch (TrustStore.UnusableStateException e) {
            // The seal's check tells it, and there is nothing to compare with.
            return false;
        }
    }

    private void withoutPolicy(List<Check> checks, PolicyReading policy, Check keys, Check logs) {
        String reason = policy.reason();
        checks.add(AnsweredCheck.notAsked(ForbiddenRunnersCheck.SPEC, reason));
        Optional<Finding> wrong = policy.finding();
        checks.add(
                wrong.isPresent()
                        ? new AnsweredCheck(EntrypointsCheck.SPEC, CheckResult.failed(wrong.get()))
                        : AnsweredCheck.notAsked(EntrypointsCheck.SPEC, reason));
        checks.add(AnsweredCheck.notAsked(DescriptorsCheck.SPEC, reason));
        checks.add(AnsweredCheck.notAsked(ProcessesCheck.SPEC, reason));
        checks.add(keys);
        checks.add(AnsweredCheck.notAsked(RolesCheck.SPEC, reason));
        checks.add(AnsweredCheck.notAsked(ModulesCheck.SPEC, reason));
        checks.add(AnsweredCheck.notAsked(DocumentsCheck.SPEC, reason));
        checks.add(logs);
        checks.add(SafeguardsCheck.withoutPolicy(safeguards(), reason));
    }

    private SafeguardsCheck.SafeguardFacts safeguards() {
        EmergencyStop stop = EmergencyStop.trusting(deployment, host, options.trust());
        return new SafeguardsCheck.SafeguardFacts(stop, host.clock(), options.jobs(), options.readOnly());
    }

    private static String system(SealVerdict seal, PolicyReading policy) {
        if (policy instanceof PolicyReading.VerifiedPolicy verified) {
            return verified.policy().system();
        }
        return seal.system().isEmpty() ? "Core-Bucket Bridge V5" : seal.system();
    }

    /** The listed files as people are shown them: what was adopted first, in the policy's order, then the others. */
    private static List<String> files(SealVerdict seal, PolicyReading policy, Set<String> ignored) {
        List<String> listed = listed(seal);
        List<String> adopted = policy instanceof PolicyReading.VerifiedPolicy verified
                ? verified.policy().files()
                : List.of();
        if (adopted.isEmpty() && ignored.isEmpty()) {
            return listed;
        }
        Set<String> ordered = new LinkedHashSet<>(adopted);
        ordered.retainAll(new HashSet<>(listed));
        ordered.addAll(listed);
        ordered.removeAll(ignored);
        return new ArrayList<>(ordered);
    }
}
