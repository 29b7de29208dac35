package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.CertificateId;
import org.corebucket.bridge.certificate.CertificatePair;
import org.corebucket.bridge.certificate.CertificateRecord;
import org.corebucket.bridge.certificate.CertificateTarget;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.RefusedException;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.cli.verify.AuditRecord;
import org.corebucket.bridge.cli.verify.DeploymentVerification;
import org.corebucket.bridge.cli.verify.VerifyOptions;
import org.corebucket.bridge.cli.verify.VerifyProgress;
import org.corebucket.bridge.crypto.RsaPrivateKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.DeploymentLock;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.LockHeldException;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportFormat;
import org.corebucket.bridge.report.ReportWriter;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedKey;
import org.jspecify.annotations.Nullable;

/** Verifies everything, and certifies what was found READY. */
final class Certification {

    private final Session session;
    private final Deployment deployment;
    private final @Nullable InputFile trust;
    private final RsaPrivateKey release;

    Certification(Session session, Deployment deployment, @Nullable InputFile trust, RsaPrivateKey release) {
        this.session = session;
        this.deployment = deployment;
        this.trust = trust;
        this.release = release;
    }

    /** Writes a certificate that holds for some time, or nothing; returns the exit code. */
    int run(CertificateTarget target, Duration life) throws Exception {
        requireReleaseKey();
        ReadinessReport report = verify();
        boolean recorded = AuditRecord.write(session, deployment, report);
        if (!report.verdict().ready()) {
            ReportWriter.of(ReportFormat.TEXT, new ReportWriter.TextStyle(false, true))
                    .write(report, session.out());
            session.err().println("bridgectl: not certified: the deployment is BLOCKED; nothing was written");
            return report.verdict().exitCode();
        }
        if (!recorded) {
            return ExitCode.IO_ERROR;
        }
        issue(report, target, life);
        return ExitCode.OK;
    }

    /** Nobody would believe a certificate under another key. */
    private void requireReleaseKey() throws RefusedException {
        try {
            TrustStore store = new TrustStore(deployment, session.host());
            if (!TrustedKey.read(deployment, store, trust).equals(release.publicKey())) {
                throw new RefusedException("this key is not the private half of the trusted release key"
                        + "\nName the one that sealed the deployment: bridgectl certify --key PEM");
            }
        } catch (TrustedKey.NotTrustedException e) {
            throw new RefusedException("no release key can be trusted: " + e.getMessage()
                    + "\nName its public half: bridgectl certify --trust PEM");
        }
    }

    private ReadinessReport verify() throws IOException {
        try (VerifyProgress progress = VerifyProgress.on(session, deployment.root())) {
            return new DeploymentVerification(session, deployment, VerifyOptions.deep(trust), progress).run();
        }
    }

    @SuppressWarnings("try") // the lock is only held
    private void issue(ReadinessReport report, CertificateTarget target, Duration life)
            throws IOException, LockHeldException, RefusedException {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            DeploymentFacts standing = DeploymentFacts.of(session, deployment, trust);
            if (!standing.sealed().manifest().hex().equals(report.manifest().sha256())) {
                throw new RefusedException(
                        "the deployment was frozen anew while it was verified" + "\nRun it again: bridgectl certify");
            }
            Instant now = session.host().clock().instant().truncatedTo(ChronoUnit.SECONDS);
            CertificateRecord record = new CertificateRecord(deployment);
            CertificateId id = record.next(now.atZone(ZoneOffset.UTC).toLocalDate());
            Certificate certificate = new Certificate(
                    id,
                    standing.deployment(),
                    new Certificate.Times(report.timestamp(), now, standing.expiry(now.plus(life))),
                    standing.sealed(),
                    standing.ledger(),
                    standing.lastRuns(),
                    standing.outbox(),
                    ToolkitFile.tool(),
                    json(report));
            record.issue(id, CertificatePair.issue(certificate, report, release), target);
            print(certificate, target);
        }
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

    private void print(Certificate certificate, CertificateTarget target) {
        PrintWriter words = target.isStandardOutput() ? session.err() : session.out();
        words.println("Certified READY as " + certificate.id() + ", until "
                + UtcTime.of(certificate.times().expires()) + ".");
        target.words().forEach(words::println);
    }
}
