package org.corebucket.bridge.verification;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
import org.corebucket.bridge.ledger.read.ChainVerifier;
import org.corebucket.bridge.ledger.read.LedgerMemory;
import org.corebucket.bridge.ledger.read.LedgerPlace;
import org.corebucket.bridge.ledger.read.LedgerQuestions;
import org.corebucket.bridge.ledger.read.SignedCheckpoints;
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

    /** What is wrong with the ledger; empty if nothing is. The ledger may have grown. */
    Optional<String> ledgerFlaw() throws IOException, MendableException {
        ChainVerifier verifier = ChainVerifier.of(TreeHasher.onePerProcessor(), HashProgress.NONE);
        Questions questions = new Questions();
        try (LedgerPlace ledger = DeploymentLedger.of(deployment, SealVerifier.readOnly(deployment, host, trust))) {
            Optional<SignedCheckpoints> checkpoints =
                    Optional.of(SignedCheckpoints.of(ledger.checkpoints(), deployment, certificate.deployment()));
            new LedgerQuestions(ledger, checkpoints, verifier, new CertifiedMark(), true).ask(questions);
        }
        Optional<String> flaw =
                questions.result().findings().stream().findFirst().map(this::words);
        return flaw.isPresent()
                ? flaw
                : questions.result().cautions().stream()
                        .filter(caution -> caution.code().equals(LedgerQuestions.SEEN_ARCHIVED))
                        .map(caution -> "the certified entry "
                                + certificate.ledger().size() + " was archived, and can't be compared here")
                        .findFirst();
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
