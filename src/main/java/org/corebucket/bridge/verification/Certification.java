package org.corebucket.bridge.verification;

import java.io.IOException;
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
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedKey;
import org.jspecify.annotations.Nullable;

/** Verifies a deployment with all checks, and certifies it if it is READY (CONTRACT 9). */
public final class Certification {

    private final Host host;
    private final Deployment deployment;
    private final @Nullable InputFile trust;
    private final RsaSigner release;

    /**
     * Certifies one deployment.
     *
     * @param trust the file of the release key to trust; null is the deployment's own
     * @param release the key that signs
     * @throws RefusedException if that key is not the private half of the trusted one, so that no certificate of it
     *     would be accepted
     */
    public Certification(Host host, Deployment deployment, @Nullable InputFile trust, RsaSigner release)
            throws IOException, RefusedException {
        this.host = host;
        this.deployment = deployment;
        this.trust = trust;
        this.release = release;
        requireReleaseKey();
    }

    private void requireReleaseKey() throws IOException, RefusedException {
        try {
            TrustStore store = new TrustStore(deployment, host);
            if (!TrustedKey.read(deployment, store, trust).equals(release.publicKey())) {
                throw new RefusedException("this key is not the private half of the trusted release key"
                        + "\nName the one that sealed the deployment: bridgectl certify --key PEM");
            }
        } catch (TrustedKey.NotTrustedException e) {
            throw new RefusedException("no release key can be trusted: " + e.getMessage()
                    + "\nName its public half: bridgectl certify --trust PEM");
        }
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
    public Certificate issue(ReadinessReport report, CertificateTarget target, Duration life)
            throws IOException, MendableException {
        try (DeploymentLock lock = DeploymentLock.forChanges(deployment)) {
            DeploymentFacts standing = DeploymentFacts.of(host, deployment, trust);
            if (!standing.sealed().manifest().hex().equals(report.manifest().sha256())) {
                throw new RefusedException(
                        "the deployment was frozen anew while it was verified" + "\nRun it again: bridgectl certify");
            }
            Instant now = host.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            CertificateRecord record = new CertificateRecord(deployment);
            CertificateId id = record.next(now.atZone(ZoneOffset.UTC).toLocalDate());
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
            record.issue(
                    id,
                    CertificatePair.issue(certificate, report, CertificateText.of(certificate, report), release),
                    target);
            return certificate;
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
}
