package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.digest.TreeHasher;
import org.corebucket.bridge.ledger.place.DeploymentLedger;
import org.corebucket.bridge.ledger.place.DeploymentLog;
import org.corebucket.bridge.ledger.place.LogSettings;
import org.corebucket.bridge.ledger.read.ChainFollower;
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.LedgerMemory;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerQuestions;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
import org.corebucket.bridge.ledger.tree.GrowthVerification;
import org.corebucket.bridge.ledger.tree.LogMemory;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.Questions;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.seal.SealVerifier;
import org.jspecify.annotations.Nullable;

/** Compares a deployment with what a certificate states of it. It changes and remembers nothing. */
final class CertifiedState {

    private static final List<String> OF_FILES =
            List.of(ReadinessCheck.SEAL.id(), ReadinessCheck.CANONICAL_HASHES.id(), ReadinessCheck.UNLISTED_FILES.id());

    private final Host host;
    private final Deployment deployment;
    private final @Nullable InputFile trust;
    private final Certificate certificate;

    CertifiedState(Host host, Deployment deployment, @Nullable InputFile trust, Certificate certificate) {
        this.host = host;
        this.deployment = deployment;
        this.trust = trust;
        this.certificate = certificate;
    }

    /**
     * What is wrong with the sealed files, except the policy, about which {@link #policyFlaw} is asked; empty if
     * nothing is.
     */
    Optional<String> filesFlaw() throws IOException {
        VerificationOptions options = VerificationOptions.readOnly(trust, OF_FILES);
        ReadinessReport report = new DeploymentVerification(host, deployment, options, HashProgress.NONE).run();
        String manifest = certificate.sealed().manifest().hex();
        if (!report.manifest().sha256().equals(manifest)) {
            return Optional.of("the manifest is not the certified one: serial "
                    + report.manifest().serial() + " is in force, and certified was "
                    + certificate.sealed().serial());
        }
        int others = 0;
        String first = "";
        for (Finding finding : report.findings()) {
            if (!finding.path().equals(Deployment.POLICY)) {
                first = first.isEmpty() ? finding.message() : first;
                others++;
            }
        }
        return others == 0
                ? Optional.empty()
                : Optional.of(first + (others > 1 ? ", and " + (others - 1) + " more" : ""));
    }

    /** What is wrong with the policy; empty if nothing is. */
    Optional<String> policyFlaw() {
        try {
            Sha256 found = Sha256.of(TreeFiles.read(deployment.root(), Deployment.POLICY, Deployment.LARGEST_SETTINGS));
            Sha256 certified = certificate.sealed().policy();
            return found.equals(certified)
                    ? Optional.empty()
                    : Optional.of("expected sha256 " + certified + ", found " + found);
        } catch (IOException e) {
            return Optional.of(IoTrouble.words(e));
        }
    }

    /**
     * How the ledger and its log stand to the certificate.
     *
     * @param ledgerFlaw what is wrong with the ledger; empty if nothing is. It may have grown
     * @param logFlaw what is wrong with the log; empty if nothing is, or the certificate names none
     * @param logWords what holds of the log
     */
    record LedgerAnswers(Optional<String> ledgerFlaw, Optional<String> logFlaw, String logWords) {}

    /** Reads the ledger once, for both answers. */
    LedgerAnswers ledger() throws IOException, MendableException {
        try (LedgerPlace place = DeploymentLedger.of(deployment, SealVerifier.readOnly(deployment, host, trust))) {
            List<ChainFollower> followers = new ArrayList<>();
            DeploymentLog.verification(deployment, place, certificate.deployment(), LogMemory.NONE)
                    .ifPresent(followers::add);
            if (certificate.log().isEmpty()) {
                return new LedgerAnswers(ledgerFlaw(asked(place, followers), Set.of()), Optional.empty(), "");
            }
            GrowthVerification growth = new GrowthVerification(
                    certificate.log().get().head(),
                    DeploymentLog.checkpoints(deployment, place, certificate.deployment()),
                    LogSettings.directory(deployment));
            followers.add(growth);
            CheckResult result = asked(place, followers);
            Set<String> ofLog = Set.of(LedgerQuestions.LOG_CHANGED, LedgerQuestions.LOG_UNSOUND);
            return new LedgerAnswers(
                    ledgerFlaw(result, ofLog),
                    first(result, finding -> ofLog.contains(finding.code())).or(growth::problem),
                    growth.words());
        }
    }

    private CheckResult asked(LedgerPlace place, List<ChainFollower> followers) throws IOException, MendableException {
        ChainVerifier verifier = ChainVerifier.of(TreeHasher.onePerProcessor(), HashProgress.NONE)
                .beside(followers);
        Optional<SignedCheckpoints> checkpoints =
                Optional.of(SignedCheckpoints.of(place.checkpoints(), deployment, certificate.deployment()));
        Questions questions = new Questions();
        new LedgerQuestions(place, checkpoints, verifier, new CertifiedMark(), true).ask(questions);
        return questions.result();
    }

    private Optional<String> ledgerFlaw(CheckResult result, Set<String> others) {
        return first(result, finding -> !others.contains(finding.code()))
                .or(() -> result.cautions().stream()
                        .filter(caution -> caution.code().equals(LedgerQuestions.SEEN_ARCHIVED))
                        .map(caution -> "the certified entry "
                                + certificate.ledger().size() + " was archived, and can't be compared here")
                        .findFirst());
    }

    private Optional<String> first(CheckResult result, Predicate<Finding> which) {
        return result.findings().stream().filter(which).findFirst().map(this::words);
    }

    /** The words of a finding. Some findings speak of what this host has seen, which here is what was certified. */
    private String words(Finding finding) {
        return switch (finding.code()) {
            case "ledger-shrank" ->
                "certified were " + finding.difference().expected() + " entries, and there are "
                        + finding.difference().actual();
            case "ledger-rewritten" ->
                "entry " + certificate.ledger().size() + " is not the certified one: expected "
                        + finding.difference().expected() + ", found "
                        + finding.difference().actual();
            default -> finding.message();
        };
    }

    /** What holds of the ledger, if it has no flaw. */
    String ledgerWords() {
        Certificate.LedgerMark mark = certificate.ledger();
        return mark.size() == 0
                ? "it was empty"
                : "entry " + mark.size() + " is " + mark.head().orElseThrow();
    }

    /** Gives the certified ledger in place of what this host remembers. */
    private final class CertifiedMark implements LedgerMemory {

        @Override
        public Optional<Mark> last() {
            Certificate.LedgerMark mark = certificate.ledger();
            return mark.head().map(head -> new Mark(mark.size(), head.hex()));
        }

        /** The certificate stays as it was signed. */
        @Override
        public void remember(Mark mark) {}
    }
}
