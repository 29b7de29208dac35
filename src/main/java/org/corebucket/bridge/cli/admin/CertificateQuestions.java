package org.corebucket.bridge.cli.admin;

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
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.crypto.MalformedKeyException;
import org.corebucket.bridge.crypto.RsaPublicKey;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.InputFile;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.TrustStore;
import org.corebucket.bridge.seal.TrustedKey;
import org.corebucket.bridge.text.OneLine;
import org.jspecify.annotations.Nullable;

/** Asks of a certificate whether it holds: signature, expiry, files, policy and ledger, each for itself (CONTRACT 9). */
final class CertificateQuestions {

    private final Session session;
    private final Deployment deployment;
    private final @Nullable InputFile trust;
    private final List<String> broken = new ArrayList<>();

    CertificateQuestions(Session session, Deployment deployment, @Nullable InputFile trust) {
        this.session = session;
        this.deployment = deployment;
        this.trust = trust;
    }

    /**
     * Asks all five of a certificate's Markdown or JSON; returns the exit code. Beside a file the other half is looked for; what
     * comes through a pipe is the JSON alone.
     *
     * @throws MalformedJsonException if there is no certificate in it
     */
    int ask(InputFile named) throws IOException, MalformedJsonException, MalformedKeyException {
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
            return SignedCertificate.read(envelope.statement(), source + ", payload");
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
