package org.corebucket.bridge.status;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.certificate.Certificate;
import org.corebucket.bridge.certificate.CertificateFiles;
import org.corebucket.bridge.certificate.DsseEnvelope;
import org.corebucket.bridge.certificate.SignedCertificate;
import org.corebucket.bridge.crypto.InvalidSignatureException;
import org.corebucket.bridge.digest.NotRegularException;
import org.corebucket.bridge.digest.TreeFiles;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.seal.SealVerdict;
import org.jspecify.annotations.Nullable;

/** The certificate in the root: who signed it, for what, and until when. Whether it still holds in all, {@code certify --check} says. */
final class CertificationSection implements StatusSection {

    private static final Duration SOON = Duration.ofDays(7);
    private static final int LARGEST = 16 << 20;
    private static final String CERTIFY = "bridgectl certify";

    private final StatusSubject subject;

    CertificationSection(StatusSubject subject) {
        this.subject = subject;
    }

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public SectionFacts ask() throws IOException {
        String name =
                String.valueOf(CertificateFiles.of(subject.deployment()).json().getFileName());
        try {
            DsseEnvelope envelope =
                    DsseEnvelope.read(TreeFiles.read(subject.deployment().root(), name, LARGEST), name);
            SealVerdict seal = subject.seal();
            if (seal.authority().isEmpty()) {
                return unusable("nobody can be trusted to have signed it");
            }
            envelope.verify(seal.authority().get());
            return facts(SignedCertificate.read(envelope.statement(), name).certificate(), seal);
        } catch (NoSuchFileException | NotRegularException e) {
            return new SectionFacts(Level.NONE, List.of("none was issued"), json -> write(null, json));
        } catch (MalformedJsonException | InvalidSignatureException e) {
            return unusable(String.valueOf(e.getMessage()));
        }
    }

    private static SectionFacts unusable(String why) {
        return new SectionFacts(Level.WARNING, List.of("does not hold: " + why), CERTIFY, json -> write(null, json));
    }

    private SectionFacts facts(Certificate certificate, SealVerdict seal) {
        boolean current =
                seal.facts().sha256().equals(certificate.sealed().manifest().hex());
        boolean expired = !subject.now().isBefore(certificate.times().expires());
        boolean soon = certificate.times().expires().isBefore(subject.now().plus(SOON));
        List<String> lines = new ArrayList<>();
        lines.add(certificate.id() + ", " + (expired ? "expired " : "expires ")
                + TimeAgo.withTime(certificate.times().expires(), subject.now()));
        if (!current) {
            lines.add("for serial " + certificate.sealed().serial() + ", which is not the seal in force");
        }
        boolean holds = current && !expired;
        return new SectionFacts(
                holds && !soon ? Level.OK : Level.WARNING,
                lines,
                holds && !soon ? "" : CERTIFY,
                json -> write(certificate, json));
    }

    private static void write(@Nullable Certificate certificate, JsonWriter json) throws IOException {
        json.knownField("id", certificate == null ? "" : certificate.id().toString());
        KnownMembers.number(
                json, "serial", certificate == null ? -1 : certificate.sealed().serial());
        KnownMembers.time(
                json,
                "expires",
                certificate == null ? null : certificate.times().expires());
    }
}
