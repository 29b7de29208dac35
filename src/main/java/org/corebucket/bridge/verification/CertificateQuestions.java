package org.corebucket.bridge.verification;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.CertificateFiles;
import org.corebucket.bridge.certificate.CertificatePair;
import org.corebucket.bridge.certificate.DsseEnvelope;
import org.corebucket.bridge.certificate.SignedCertificate;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.readiness.MendableException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedAuthority;
import org.jspecify.annotations.Nullable;

/** Asks whether a certificate holds: its signature, expiry, files, policy, ledger and log, one by one (CONTRACT 9). */
public final class CertificateQuestions {

    private final Host host;
    private final Deployment deployment;
    private final @Nullable InputFile trust;

    /**
     * Takes the deployment with which certificates are compared.
     *
     * @param trust the file of the release key to trust; null is the deployment's own
     */
    public CertificateQuestions(Host host, Deployment deployment, @Nullable InputFile trust) {
        this.host = host;
        this.deployment = deployment;
        this.trust = trust;
    }

    /** Takes each answer as soon as it is known, since reading all files takes a while. */
    public interface AnswerListener {

        /** Takes the certificate's id, and when it was issued. */
        void subject(String words);

        /** Takes the answer to one question. */
        void answered(CertificateAnswer answer);

        /** Takes note that the statement can't be read, so that the answer about the signature is the only one. */
        void unreadable();
    }

    /**
     * The answer to one question.
     *
     * @param question the question's name
     * @param flaw why it does not hold; empty if it does
     * @param words what holds
     */
    public record CertificateAnswer(String question, Optional<String> flaw, String words) {}

    /**
     * Asks all questions of a certificate, that of the log only if it names one. It is named by its Markdown or its JSON;
     * the other file is looked for beside the named one. Through a pipe comes the JSON alone.
     *
     * @throws MendableException if there is no certificate in it, or what it is compared with is not what it should be
     */
    public void ask(InputFile named, AnswerListener listener) throws IOException, MendableException {
        Path path = named.isRegular() || !named.isThere() ? named.path() : null;
        CertificateFiles files = path == null ? null : CertificateFiles.at(path);
        boolean hasText = files != null
                && path != null
                && (path.equals(files.text()) || Files.exists(files.text(), LinkOption.NOFOLLOW_LINKS));
        byte[] text = hasText && files != null ? InputFile.of(files.text()).bytes() : new byte[0];
        InputFile json = files == null ? named : InputFile.of(files.json());
        CertificatePair pair = CertificatePair.of(json.bytes(), text);
        String source = json.name();
        DsseEnvelope envelope = pair.envelope(source);
        Signed made = signed(envelope);
        Optional<String> flaw = made.flaw();
        SignedCertificate signed = read(envelope, source, flaw);
        if (signed == null) {
            listener.answered(new CertificateAnswer("signature", flaw, ""));
            listener.unreadable();
            return;
        }
        Certificate certificate = signed.certificate();
        listener.subject(
                certificate.id() + ", issued " + UtcTime.of(certificate.times().issued()));
        Optional<String> strange = hasText ? pair.strangeText(signed.text()) : Optional.empty();
        listener.answered(new CertificateAnswer(
                "signature",
                flaw.or(() -> strange),
                "made by " + made.by() + " over this statement"
                        + (hasText ? " and its text" : "; there is no text beside it")));
        listener.answered(new CertificateAnswer(
                "expiry",
                expiryFlaw(certificate.times()),
                "until " + UtcTime.of(certificate.times().expires())));
        CertifiedState state = new CertifiedState(host, deployment, trust, certificate);
        listener.answered(new CertificateAnswer(
                "files",
                state.filesFlaw(),
                "as sealed under serial " + certificate.sealed().serial()));
        listener.answered(new CertificateAnswer(
                "policy", state.policyFlaw(), "sha256 " + certificate.sealed().policy()));
        CertifiedState.LedgerAnswers ledger = state.ledger();
        listener.answered(new CertificateAnswer("ledger", ledger.ledgerFlaw(), state.ledgerWords()));
        if (certificate.log().isPresent()) {
            listener.answered(new CertificateAnswer("log", ledger.logFlaw(), ledger.logWords()));
        }
    }

    /** Who made the signatures, or why they do not hold. */
    private record Signed(String by, Optional<String> flaw) {}

    private Signed signed(DsseEnvelope envelope) {
        try {
            TrustStore store = new TrustStore(deployment, host);
            return new Signed(envelope.verify(TrustedAuthority.read(deployment, store, trust)), Optional.empty());
        } catch (InvalidSignatureException | TrustedAuthority.NotTrustedException e) {
            return new Signed("", Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Reads the statement. It is read for comparison even if its signature does not hold; if it can't be read then, the
     * flaw of the signature is the answer.
     *
     * @return null if the signature does not hold and the statement can't be read
     */
    private static @Nullable SignedCertificate read(DsseEnvelope envelope, String source, Optional<String> flaw)
            throws MalformedJsonException {
        try {
            return SignedCertificate.read(envelope.statement(), source + ", payload");
        } catch (MalformedJsonException e) {
            if (flaw.isPresent()) {
                return null;
            }
            throw e;
        }
    }

    private Optional<String> expiryFlaw(Certificate.Times times) {
        Instant now = host.clock().instant();
        if (now.isBefore(times.issued())) {
            return Optional.of("it was issued in the future, at " + UtcTime.of(times.issued()));
        }
        return now.isBefore(times.expires())
                ? Optional.empty()
                : Optional.of("it ended at " + UtcTime.of(times.expires()));
    }
}
