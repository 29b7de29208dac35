package org.corebucket.bridge.verification;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.corebucket.bridge.attributes.AttributeQuestions;
import org.corebucket.bridge.bridge.golive.GoLiveCheck;
import org.corebucket.bridge.enforcement.EnforcementQuestions;
import org.corebucket.bridge.forbidden.ForbiddenRunnersCheck;
import org.corebucket.bridge.forbidden.ProcessesCheck;
import org.corebucket.bridge.guard.DescriptorsCheck;
import org.corebucket.bridge.guard.KeyPermissionsCheck;
import org.corebucket.bridge.guard.SafeguardsCheck;
import org.corebucket.bridge.manifest.CanonicalHashesCheck;
import org.corebucket.bridge.manifest.UnlistedFilesCheck;
import org.corebucket.bridge.outside.OutsideQuestions;
import org.corebucket.bridge.policy.DocumentsCheck;
import org.corebucket.bridge.policy.EntrypointsCheck;
import org.corebucket.bridge.policy.ModulesCheck;
import org.corebucket.bridge.policy.Policy;
import org.corebucket.bridge.policy.RolesCheck;
import org.corebucket.bridge.process.ProcessTable;
import org.corebucket.bridge.readiness.Check;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Topic;
import org.corebucket.bridge.seal.SealCheck;

/**
 * The table of checks, in the order in which they run (CONTRACT 2). A row has the check's id, title, weight and whether
 * it is critical; what the check needs; and the section and words of its claim in the certificate. The ids of
 * {@code --check} and {@code --skip}, the help, and the certificate's claims follow from the table; a test compares the
 * readiness checklist with it.
 */
public enum ReadinessCheck {
    SEAL(
            spec("seal", "Verifying the seal", 15, true),
            Needs.NOTHING,
            CertificateSection.FILE_INTEGRITY,
            "The seal holds"),
    CANONICAL_HASHES(
            spec("canonical-hashes", "Verifying canonical file hashes", 30, true),
            Needs.MANIFEST,
            CertificateSection.FILE_INTEGRITY,
            "Every canonical file is what was frozen"),
    UNLISTED_FILES(
            spec("unlisted-files", "Looking for unlisted files", 10, true),
            Needs.MANIFEST,
            CertificateSection.FILE_INTEGRITY,
            "No other file lies among them"),
    FORBIDDEN_RUNNERS(
            spec("forbidden-runners", "Enforcing file system execution prevention", 10, false),
            Needs.POLICY,
            CertificateSection.EXECUTION_PATHS,
            "Forbidden runners can't be executed"),
    ENTRYPOINTS(
            spec("entrypoints", "Verifying entrypoints", 5, true),
            Needs.SOUND_POLICY,
            CertificateSection.EXECUTION_PATHS,
            "Every entrypoint is a frozen file that can run"),
    DESCRIPTORS(
            spec("descriptors", "Verifying descriptors", 5, true),
            Needs.POLICY,
            CertificateSection.CORE_SERVICES,
            "What the descriptors name can be used"),
    PROCESSES(
            spec("processes", "Looking for processes that run forbidden files", 5, true),
            Needs.POLICY,
            CertificateSection.EXECUTION_PATHS,
            "No process runs a forbidden file"),
    KEY_PERMISSIONS(
            spec("key-permissions", "Verifying key permissions", 5, true),
            Needs.NOTHING,
            CertificateSection.ACCESS_CONTROL,
            "Private keys are for their owner alone"),
    ROLES(
            spec("roles", "Verifying the access matrix", 5, false),
            Needs.POLICY,
            CertificateSection.ACCESS_CONTROL,
            "The access matrix is complete"),
    MODULES(
            spec("modules", "Verifying registered modules", 5, false),
            Needs.POLICY,
            CertificateSection.INTEGRATION_POINTS,
            "The modules are registered"),
    DOCUMENTS(
            spec("documents", "Verifying frozen documents", 3, false),
            Needs.POLICY,
            CertificateSection.DOCUMENTS,
            "The frozen documents are there"),
    LOGS(
            spec("logs", "Verifying logs", 5, false),
            Needs.NOTHING,
            CertificateSection.OBSERVABILITY,
            "The logs take a line, and the ledger holds"),
    SAFEGUARDS(
            spec("safeguards", "Verifying safeguards", 2, false),
            Needs.NOTHING,
            CertificateSection.MONITORING,
            "Watch and alerts are as the policy demands"),
    GO_LIVE(
            spec("go-live", "Simulating going live", 10, true),
            Needs.DEEP,
            CertificateSection.CORE_SERVICES,
            "A bridge of this deployment serves, ends and comes back");

    /** What a check needs to be run. */
    enum Needs {
        NOTHING,
        MANIFEST,
        /** A verified policy. */
        POLICY,
        /** A verified policy. If the sealed policy is malformed, this check fails with the finding that says so. */
        SOUND_POLICY,
        /** A verified policy, and {@code --deep}: without that option the check is not part of the verification. */
        DEEP
    }

    @SuppressWarnings("Immutable") // a record of values, which the package below does not annotate
    private final CheckSpec spec;

    private final Needs needs;
    private final String section;
    private final String claim;

    ReadinessCheck(CheckSpec spec, Needs needs, String section, String claim) {
        this.spec = spec;
        this.needs = needs;
        this.section = section;
        this.claim = claim;
    }

    private static CheckSpec spec(String id, String title, int weight, boolean critical) {
        return new CheckSpec(id, title, weight, critical);
    }

    /** The ids of all checks, as {@code --check} and {@code --skip} take them. */
    public static Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        for (ReadinessCheck row : values()) {
            ids.add(row.id());
        }
        return ids;
    }

    /** The check's id, title, weight, and whether it is critical. */
    public CheckSpec spec() {
        return spec;
    }

    /** The check's id on the command line and in reports. */
    public String id() {
        return spec.id();
    }

    /** Whether the check runs only with {@code --deep}. */
    public boolean isDeep() {
        return needs == Needs.DEEP;
    }

    /** What the certificate claims if the check passed. */
    Claim claim() {
        return new Claim(section, claim, this, Topic.GENERAL);
    }

    boolean isAsked(VerificationOptions options) {
        return (!isDeep() || options.deep()) && options.selects(id());
    }

    /** The result of a check that lacks what it needs; empty if it lacks nothing. */
    Optional<CheckResult> unasked(VerificationSubject subject) {
        if (needs == Needs.NOTHING) {
            return Optional.empty();
        }
        if (needs == Needs.MANIFEST) {
            return subject.hasManifest()
                    ? Optional.empty()
                    : Optional.of(new CheckResult.Skipped("not asked: there is no manifest to verify against"));
        }
        if (subject.hasPolicy()) {
            return Optional.empty();
        }
        Optional<Finding> wrong = subject.reading().finding();
        return Optional.of(
                needs == Needs.SOUND_POLICY && wrong.isPresent()
                        ? CheckResult.failed(wrong.get())
                        : new CheckResult.Skipped(subject.reading().reason()));
    }

    /**
     * The checks that ask nothing but the policy and the files that it names: what is about to be sealed must pass them.
     *
     * @param listed the paths that are about to be sealed
     */
    public static List<Check> beforeSealing(Policy policy, Path root, Set<String> listed) {
        List<Check> checks = new ArrayList<>();
        for (ReadinessCheck row : values()) {
            row.ofPolicy(policy, root, listed).ifPresent(checks::add);
        }
        return checks;
    }

    private Optional<Check> ofPolicy(Policy policy, Path root, Set<String> listed) {
        return switch (this) {
            case ENTRYPOINTS -> Optional.of(new EntrypointsCheck(policy, listed, root));
            case ROLES -> Optional.of(new RolesCheck(policy));
            case MODULES -> Optional.of(new ModulesCheck(policy, root, null));
            case DOCUMENTS -> Optional.of(new DocumentsCheck(policy, root, listed));
            case SEAL,
                    CANONICAL_HASHES,
                    UNLISTED_FILES,
                    FORBIDDEN_RUNNERS,
                    DESCRIPTORS,
                    PROCESSES,
                    KEY_PERMISSIONS,
                    LOGS,
                    SAFEGUARDS,
                    GO_LIVE -> Optional.empty();
        };
    }

    /** Makes the check, which must lack nothing that it needs. The classes of a check are loaded only here. */
    Check check(VerificationSubject subject) throws IOException {
        return switch (this) {
            case SEAL -> new SealCheck(subject.seal());
            case CANONICAL_HASHES ->
                new CanonicalHashesCheck(
                        subject.deployment().root(),
                        subject.manifest(),
                        subject.strictly(),
                        subject.progress(),
                        new AttributeQuestions(
                                subject.deployment(),
                                subject.hasPolicy() ? subject.policy().attributes() : List.of(),
                                subject.manifest()),
                        new OutsideQuestions(
                                subject.deployment(),
                                subject.hasPolicy() ? subject.policy().outside() : List.of(),
                                subject.manifest()));
            case UNLISTED_FILES -> new UnlistedFilesCheck(subject.deployment(), subject.manifest());
            case FORBIDDEN_RUNNERS -> new ForbiddenRunnersCheck(subject.forbidden(), subject.effects());
            case ENTRYPOINTS, ROLES, DOCUMENTS ->
                ofPolicy(subject.policy(), subject.deployment().root(), subject.listed())
                        .orElseThrow();
            case DESCRIPTORS ->
                new DescriptorsCheck(
                        subject.deployment(),
                        subject.policy(),
                        subject.entries(),
                        DescriptorReaders.of(subject.deployment(), subject.host()));
            case PROCESSES -> new ProcessesCheck(subject.forbidden(), ProcessTable.system());
            case KEY_PERMISSIONS ->
                new KeyPermissionsCheck(
                        subject.deployment(), subject.listed(), subject.host().userId(), new SubjectsLog(subject));
            case MODULES ->
                new ModulesCheck(subject.policy(), subject.deployment().root(), subject.lastHeard());
            case LOGS -> new LogsCheck(subject);
            case SAFEGUARDS ->
                subject.hasPolicy()
                        ? new SafeguardsCheck(
                                subject.deployment(),
                                subject.entries(),
                                subject.policy(),
                                subject.stop(),
                                new EnforcementQuestions(subject.deployment(), subject.host(), subject.entries()),
                                subject.host().clock(),
                                subject.options().jobs(),
                                subject.options().readOnly())
                        : SafeguardsCheck.withoutPolicy(
                                subject.stop(),
                                subject.options().readOnly(),
                                subject.reading().reason());
            case GO_LIVE -> new GoLiveCheck(subject.deployment(), subject.host(), subject.policy(), subject.entries());
        };
    }
}
