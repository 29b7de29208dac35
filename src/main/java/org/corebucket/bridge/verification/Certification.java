package org.corebucket.bridge.verification;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.corebucket.bridge.approval.CertificateProposals;
import org.corebucket.bridge.approval.CertificateProposals.CertificateDraft;
import org.corebucket.bridge.approval.Proposal;
import org.corebucket.bridge.approval.Proposals;
import org.corebucket.bridge.approval.Subject;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.CertificateId;
import org.corebucket.bridge.certificate.CertificatePair;
import org.corebucket.bridge.certificate.CertificateRecord;
import org.corebucket.bridge.certificate.CertificateTarget;
import org.corebucket.bridge.crypto.RsaSigner;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.digest.HashProgress;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter;
import org.corebucket.bridge.seal.Signatory;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.corebucket.bridge.trust.Authority;
import org.corebucket.bridge.trust.DecidedAct;
import org.jspecify.annotations.Nullable;

/** Verifies a deployment with all checks, and certifies it if it is READY (CONTRACT 9). */
public final class Certification {

    private final Host host;
    private final Deployment deployment;
    private final @Nullable InputFile trust;

    /**
     * Certifies one deployment.
     *
     * @param trust the file of the release key or trust root to trust; null is the deployment's own
     */
    public Certification(Host host, Deployment deployment, @Nullable InputFile trust) {
        this.host = host;
        this.deployment = deployment;
        this.trust = trust;
    }

    /**
     * Who may certify.
     *
     * @throws RefusedException if nobody can be trusted
     */
    public Authority authority() throws RefusedException {
        try {
            return TrustedAuthority.read(deployment, new TrustStore(deployment, host), trust);
        } catch (TrustedAuthority.NotTrustedException e) {
            throw new RefusedException("no release key can be trusted: " + e.getMessage()
                    + "\nName its public half: bridgectl certify --trust PEM");
        }
    }

    /**
     * The holder of a key who certifies alone.
     *
     * @throws RefusedException if no certificate that the key alone signs would be accepted
     */
    public Signatory alone(RsaSigner release) throws RefusedException {
        Authority authority = authority();
        if (authority instanceof Authority.ReleaseKey one && !one.key().equals(release.publicKey())) {
            throw new RefusedException("this key is not the private half of the trusted release key"
                    + "\nName the one that sealed the deployment: bridgectl certify --key PEM");
        }
        return Signatory.alone(authority, DecidedAct.CERTIFY, release);
    }

    /** Runs all checks, going live included. */
    public ReadinessReport verify(HashProgress progress) throws IOException {
        return new DeploymentVerification(host, deployment, VerificationOptions.deep(trust), progress).run();
    }

    /**
     * Writes a certificate of what was verified.
     *
     * @param report the report of all checks, which is READY
     * @param target the files to write
     * @param life how long the certificate holds; it never outlives the seal
     * @throws RefusedException if the deployment has changed since the verification
     * @throws MendableException if somebody else changes it, or its ledger can't be read as the descriptor says
     */
    @SuppressWarnings("try") // the lock is only held
    public Certificate issue(ReadinessReport report, CertificateTarget target, Duration life, Signatory signatory)
            throws IOException, MendableException {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            CertificateDraft draft = draft(report, life);
            return issue(draft, target, signatory);
        }
    }

    /**
     * Proposes a certificate of what was verified.
     *
     * @param report the report of all checks, which is READY
     * @param life how long the certificate holds; it never outlives the seal
     * @throws RefusedException if the deployment has changed since the verification
     */
    @SuppressWarnings("try") // the lock is only held
    public Proposal propose(ReadinessReport report, Duration life, Authority authority)
            throws IOException, MendableException {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            return new CertificateProposals(deployment).propose(draft(report, life), authority);
        }
    }

    /**
     * Writes the certificate that was proposed, and approved since.
     *
     * @param report a report of all checks, which is READY now
     * @throws RefusedException if too few have approved it, or the deployment is no longer what it certifies
     */
    @SuppressWarnings("try") // the lock is only held
    public Certificate complete(ReadinessReport report, CertificateTarget target, Authority authority)
            throws IOException, MendableException {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            CertificateProposals proposals = new CertificateProposals(deployment);
            Proposal proposal = Proposals.of(deployment).approved(Subject.CERTIFICATE, authority);
            CertificateDraft draft = proposals.read(proposal);
            Certificate certificate = draft.certificate();
            boolean same = standing(report).sealed().equals(certificate.sealed());
            boolean lasts = host.clock().instant().isBefore(certificate.times().expires());
            if (!same || !lasts || new CertificateRecord(deployment).hasAnother(certificate.id(), draft.statement())) {
                throw new RefusedException("the proposed certificate, " + certificate.id()
                        + (same
                                ? lasts
                                        ? ", has a number under which another one was issued meanwhile"
                                        : ", has expired meanwhile"
                                : ", is of another seal than the one in force")
                        + "\nPropose another one: bridgectl certify --propose");
            }
            issue(draft, target, Signatory.collected(authority, proposal.digest(), proposal.signaturesOf(authority)));
            Proposals.of(deployment).drop(Subject.CERTIFICATE);
            return certificate;
        }
    }

    private Certificate issue(CertificateDraft draft, CertificateTarget target, Signatory signatory)
            throws IOException, RefusedException {
        Certificate certificate = draft.certificate();
        new CertificateRecord(deployment)
                .issue(certificate.id(), CertificatePair.issue(draft.statement(), draft.text(), signatory), target);
        return certificate;
    }

    private DeploymentFacts standing(ReadinessReport report) throws IOException, MendableException {
        DeploymentFacts standing = DeploymentFacts.of(host, deployment, trust);
        if (!standing.sealed().manifest().hex().equals(report.manifest().sha256())) {
            throw new RefusedException(
                    "the deployment was frozen anew while it was verified" + "\nRun it again: bridgectl certify");
        }
        return standing;
    }

    private CertificateDraft draft(ReadinessReport report, Duration life) throws IOException, MendableException {
        DeploymentFacts standing = standing(report);
        Instant now = host.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        CertificateId id = new CertificateRecord(deployment)
                .next(now.atZone(ZoneOffset.UTC).toLocalDate());
        Certificate certificate = new Certificate(
                id,
                standing.deployment(),
                new Certificate.Times(report.timestamp(), now, standing.expiry(now.plus(life))),
                standing.sealed(),
                standing.ledger(),
                standing.log(),
                standing.lastRuns(),
                standing.outbox(),
                ToolkitFile.tool(),
                json(report));
        String text = CertificateText.of(certificate, report, authority());
        return new CertificateDraft(CertificatePair.statement(certificate, report, text), text);
    }

    private static JsonObject json(ReadinessReport report) throws IOException {
        StringWriter line = new StringWriter();
        ReportWriter.auditLine().write(report, line);
        try {
            return (JsonObject) Json.parse(line.toString().getBytes(StandardCharsets.UTF_8), "the report");
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a report is JSON", e);
        }
    }
}
