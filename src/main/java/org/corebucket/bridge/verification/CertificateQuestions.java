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
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedKey;
import org.jspecify.annotations.Nullable;

/** Asks of a certificate whether it holds: signature, expiry, files, policy and ledger, each for itself (CONTRACT 9). */
public final class CertificateQuestions {

    private final Host host;
    private final Deployment deployment;
    private final @Nullable InputFile trust;

    /**
     * Asks of a certificate of one deployment.
     *
     * @param trust the file of the release key to trust; null is the deployment's own
     */
    public CertificateQuestions(Host host, Deployment deployment, @Nullable InputFile trust) {
        this.host = host;
        this.deployment = deployment;
        this.trust = trust;
    }

    /** Is told of each answer as soon as it is known: reading all files takes its time. */
    public interface AnswerListener {

        /** What the certificate is: its id, and when it was issued. */
        void subject(String words);

        /** What came of one question. */
        void answered(CertificateAnswer answer);

        /** What was signed can't be read, so the signature's is the only answer. */
        void unreadable();
    }

    /**
     * One question.
     *
     * @param question its name
     * @param flaw why it does not hold; empty if it does
     * @param words what holds
     */
    public record CertificateAnswer(String question, Optional<String> flaw, String words) {}

    /**
     * Asks all five of a certificate's Markdown or JSON. Beside a file the other half is looked for; what comes through a pipe
     * is the JSON alone.
     *
     * @throws MalformedJsonException if there is no certificate in it
     */
    public void ask(InputFile named, AnswerListener listener)
            throws IOException, MalformedJsonException, MalformedKeyException {
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
        Optional<String> flaw = signatureFlaw(envelope);
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
                "made by the trusted release key over this statement"
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
        listener.answered(new CertificateAnswer("ledger", state.ledgerFlaw(), state.ledgerWords()));
    }

    private Optional<String> signatureFlaw(DsseEnvelope envelope) {
        try {
            TrustStore store = new TrustStore(deployment, host);
            RsaPublicKey key = TrustedKey.read(deployment, store, trust);
            envelope.verify(key);
            return Optional.empty();
        } catch (InvalidSignatureException | TrustedKey.NotTrustedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What an unsigned statement says is shown for comparison; one that can't even be read is no more than its flaw. */
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
