package org.corebucket.bridge.certificate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.certificate.Certificate.LastRun;
import org.corebucket.bridge.certificate.Certificate.LedgerMark;
import org.corebucket.bridge.certificate.Certificate.LogMark;
import org.corebucket.bridge.certificate.Certificate.OutboxDepth;
import org.corebucket.bridge.certificate.Certificate.Sealed;
import org.corebucket.bridge.certificate.Certificate.Times;
import org.corebucket.bridge.certificate.Certificate.Tool;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonMember;
import org.corebucket.bridge.json.JsonRecord;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.MalformedJsonException;
import org.corebucket.bridge.json.Records;

/**
 * A certificate as an in-toto statement (Statement v1) about the manifest, whose predicate is a SLSA verification summary (v1).
 * Everything for which that form has no field is in one extension field, which is named after its producer as SLSA's rules for
 * extensions ask. The components are the fields of those specifications.
 */
record Statement(
        @JsonMember("_type") String type,
        List<StatedFile> subject,
        @JsonMember("predicateType") String predicateType,
        Summary predicate)
        implements JsonRecord {

    private static final String REMEDY = "restore the file from a copy; nobody writes it but bridgectl certify";
    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1";
    private static final String VERIFIER = "pkg:maven/org.corebucket/bridgectl";
    private static final String PASSED = "PASSED";

    /** A level that is not SLSA's, since the verification says nothing of how the files were built. */
    private static final String LEVEL = "BRIDGECTL_READY";

    private static final String NAMESPACE = "urn:uuid:";

    record StatedDigest(Sha256 sha256) implements JsonRecord {}

    record StatedFile(String name, StatedDigest digest) implements JsonRecord {}

    record StatedPolicy(String uri, StatedDigest digest) implements JsonRecord {}

    record VerifierVersion(String bridgectl) implements JsonRecord {}

    record StatedVerifier(String id, VerifierVersion version) implements JsonRecord {}

    record Summary(
            StatedVerifier verifier,
            @JsonMember("timeVerified") Instant timeVerified,
            @JsonMember("resourceUri") String resourceUri,
            StatedPolicy policy,
            @JsonMember("verificationResult") String verificationResult,
            @JsonMember("verifiedLevels") List<String> verifiedLevels,
            Extension bridgectlCertificate)
            implements JsonRecord {}

    record StatedManifest(Sha256 sha256, long serial) implements JsonRecord {}

    record Extension(
            String id,
            Instant issued,
            Instant expires,
            Sha256 textSha256,
            StatedManifest manifest,
            LedgerMark ledger,
            @JsonMember(value = "log", mayBeMissing = true) Optional<LogMark> log,
            List<LastRun> lastRuns,
            OutboxDepth outbox,
            Tool toolkit,
            JsonObject report)
            implements JsonRecord {}

    /**
     * The statement of a certificate.
     *
     * @param text the digest of the certificate for people, without its last line
     */
    static Statement of(Certificate certificate, Sha256 text) {
        String resource = NAMESPACE + certificate.deployment();
        Sealed sealed = certificate.sealed();
        Extension extension = new Extension(
                certificate.id().text(),
                certificate.times().issued(),
                certificate.times().expires(),
                text,
                new StatedManifest(sealed.manifest(), sealed.serial()),
                certificate.ledger(),
                certificate.log(),
                certificate.lastRuns(),
                certificate.outbox(),
                certificate.toolkit(),
                certificate.report());
        Summary summary = new Summary(
                new StatedVerifier(
                        VERIFIER, new VerifierVersion(certificate.toolkit().version())),
                certificate.times().verified(),
                resource,
                new StatedPolicy(resource + "#" + Deployment.POLICY, new StatedDigest(sealed.policy())),
                PASSED,
                List.of(LEVEL),
                extension);
        StatedFile manifest = new StatedFile(Deployment.MANIFEST, new StatedDigest(sealed.manifest()));
        return new Statement(TYPE, List.of(manifest), PREDICATE_TYPE, summary);
    }

    /** The statement's bytes. */
    byte[] bytes() {
        return (Records.pretty(this) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a statement strictly: it must have all fields and no others, and repeated values must agree.
     *
     * @param source the file's name in messages
     * @throws MalformedJsonException if it differs from the statement that its certificate makes
     */
    static SignedCertificate read(byte[] json, String source) throws MalformedJsonException {
        Statement stated = Records.read(json, source, Statement.class, REMEDY);
        try {
            SignedCertificate read = stated.certificate();
            stated.requireSame(of(read.certificate(), read.text()), source);
            return read;
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(source, 1, String.valueOf(e.getMessage()), REMEDY);
        }
    }

    private SignedCertificate certificate() {
        Extension own = predicate.bridgectlCertificate();
        Certificate certificate = new Certificate(
                CertificateId.parse(own.id()),
                deployment(predicate.resourceUri()),
                new Times(predicate.timeVerified(), own.issued(), own.expires()),
                new Sealed(
                        own.manifest().sha256(),
                        own.manifest().serial(),
                        predicate.policy().digest().sha256()),
                own.ledger(),
                own.log(),
                own.lastRuns(),
                own.outbox(),
                own.toolkit(),
                own.report());
        return new SignedCertificate(certificate, own.textSha256());
    }

    private static UUID deployment(String resource) {
        if (!resource.startsWith(NAMESPACE)) {
            throw new IllegalArgumentException("field \"resourceUri\" does not begin with " + NAMESPACE);
        }
        return UUID.fromString(resource.substring(NAMESPACE.length()));
    }

    /**
     * Throws if two statements differ. The message names the line of the first difference in the statement as {@code certify}
     * lays it out.
     */
    private void requireSame(Statement expected, String source) throws MalformedJsonException {
        List<String> wanted = Records.pretty(expected).lines().toList();
        List<String> found = Records.pretty(this).lines().toList();
        for (int i = 0; i < found.size(); i++) {
            if (i == wanted.size() || !found.get(i).equals(wanted.get(i))) {
                String other = i == wanted.size() ? "the end" : shown(wanted.get(i));
                String problem = "found " + shown(found.get(i)) + ", expected " + other;
                throw new MalformedJsonException(source, i + 1, problem, REMEDY);
            }
        }
    }

    private static String shown(String line) {
        String member = line.strip();
        return member.endsWith(",") ? member.substring(0, member.length() - 1) : member;
    }
}
