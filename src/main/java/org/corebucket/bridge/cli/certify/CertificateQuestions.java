package org.corebucket.bridge.cli.certify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.CertificateFiles;
import org.corebucket.bridge.certificate.CertificatePair;
import org.corebucket.bridge.certificate.DsseEnvelope;
import org.corebucket.bridge.certificate.SignedCertificate;
import org.corebucket.bridge.certificate.StatementReader;
import org.corebucket.bridge.cli.session.ExitCode;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.report.OneLine;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedKey;
import org.jspecify.annotations.Nullable;

/** Asks of a certificate whether it holds: signature, expiry, files, policy and ledger, each for itself (CONTRACT 9). */
final class CertificateQuestions {

    private final Session session;
    private final Deployment deployment;
    private final @Nullable Path trust;
    private final List<String> broken = new ArrayList<>();

    CertificateQuestions(Session session, Deployment deployment, @Nullable Path trust) {
        this.session = session;
        this.deployment = deployment;
        this.trust = trust;
    }

    /**
     * Asks all five; returns the exit code.
     *
     * @param named the file that the user named, which must be there
     * @throws MalformedJsonException if there is no certificate in it
     */
    int ask(CertificateFiles files, Path named) throws IOException, MalformedJsonException, MalformedKeyException {
        boolean hasText = named.equals(files.text()) || Files.exists(files.text(), LinkOption.NOFOLLOW_LINKS);
        byte[] text = hasText ? Files.readAllBytes(files.text()) : new byte[0];
        CertificatePair pair = CertificatePair.of(Files.readAllBytes(files.json()), text);
        String source = files.json().toString();
        DsseEnvelope envelope = pair.envelope(source);
        Optional<String> flaw = signatureFlaw(envelope);
        SignedCertificate signed = read(envelope, source, flaw);
        if (signed == null) {
            answer("signature", flaw, "");
            say("[SKIP] expiry, files, policy, ledger: not asked, since what was signed can't be read");
            return end();
        }
        Certificate certificate = signed.certificate();
        say(certificate.id() + ", issued " + UtcTime.of(certificate.times().issued()));
        Optional<String> strange = hasText ? pair.strangeText(signed.text()) : Optional.empty();
        answer(
                "signature",
                flaw.or(() -> strange),
                "made by the trusted release key over this statement"
                        + (hasText ? " and its text" : "; there is no text beside it"));
        answer(
                "expiry",
                expiryFlaw(certificate.times()),
                "until " + UtcTime.of(certificate.times().expires()));
        CertifiedState state = new CertifiedState(session, deployment, trust, certificate);
        answer(
                "files",
                state.filesFlaw(),
                "as sealed under serial " + certificate.sealed().serial());
        answer("policy", state.policyFlaw(), "sha256 " + certificate.sealed().policy());
        answer("ledger", state.ledgerFlaw(), state.ledgerWords());
        return end();
    }

    private Optional<String> signatureFlaw(DsseEnvelope envelope) {
        try {
            TrustStore store = new TrustStore(deployment, session.host());
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
            return StatementReader.read(envelope.statement(), source + ", payload");
        } catch (MalformedJsonException e) {
            if (flaw.isPresent()) {
                return null;
            }
            throw e;
        }
    }

    private Optional<String> expiryFlaw(Certificate.Times times) {
        Instant now = session.host().clock().instant();
        if (now.isBefore(times.issued())) {
            return Optional.of("it was issued in the future, at " + UtcTime.of(times.issued()));
        }
        return now.isBefore(times.expires())
                ? Optional.empty()
                : Optional.of("it ended at " + UtcTime.of(times.expires()));
    }

    private void answer(String question, Optional<String> flaw, String words) {
        if (flaw.isPresent()) {
            broken.add(question);
            say("[ERROR] " + question + " does not hold: " + flaw.get());
        } else {
            say("[OK] " + question + " holds: " + words);
        }
    }

    private int end() {
        say(
                broken.isEmpty()
                        ? "The certificate holds."
                        : "THE CERTIFICATE DOES NOT HOLD: " + String.join(", ", broken));
        return broken.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void say(String line) {
        session.out().println(OneLine.of(line));
    }
}
