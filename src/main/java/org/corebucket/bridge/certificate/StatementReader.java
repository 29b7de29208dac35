package org.corebucket.bridge.certificate;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.certificate.Certificate.LastRun;
import org.corebucket.bridge.certificate.Certificate.LedgerMark;
import org.corebucket.bridge.certificate.Certificate.OutboxDepth;
import org.corebucket.bridge.certificate.Certificate.Sealed;
import org.corebucket.bridge.certificate.Certificate.Times;
import org.corebucket.bridge.certificate.Certificate.Tool;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.Json;
import org.corebucket.bridge.json.JsonFields;
import org.corebucket.bridge.json.MalformedJsonException;

/** Reads strictly what {@link Statement} writes: every field, no other, and nowhere two answers to one question. */
public final class StatementReader {

    private static final String REMEDY = "restore the file from a copy; nobody writes it but bridgectl certify";

    private StatementReader() {}

    /**
     * Reads a statement.
     *
     * @param source how messages name it
     * @throws MalformedJsonException naming the line of the flaw
     */
    public static SignedCertificate read(byte[] json, String source) throws MalformedJsonException {
        JsonFields fields = JsonFields.of(Json.parse(json, source), source);
        require(fields, "_type", Statement.TYPE);
        List<JsonFields> subjects = fields.objects("subject");
        if (subjects.size() != 1) {
            throw fields.malformed("subject", "is not one manifest", REMEDY);
        }
        JsonFields subject = subjects.get(0);
        require(subject, "name", Deployment.MANIFEST);
        Sha256 manifest = digest(subject);
        subject.refuseOthers();
        require(fields, "predicateType", Statement.PREDICATE_TYPE);
        SignedCertificate read = predicate(fields.object("predicate"), manifest);
        fields.refuseOthers();
        return read;
    }

    private static SignedCertificate predicate(JsonFields fields, Sha256 manifest) throws MalformedJsonException {
        JsonFields verifier = fields.object("verifier");
        require(verifier, "id", Statement.VERIFIER);
        JsonFields version = verifier.object("version");
        String toolkit = version.string("bridgectl");
        version.refuseOthers();
        verifier.refuseOthers();
        Instant verified = time(fields, "timeVerified");
        String resource = fields.string("resourceUri");
        JsonFields policy = fields.object("policy");
        String uri = policy.string("uri");
        Sha256 policyDigest = digest(policy);
        policy.refuseOthers();
        require(fields, "verificationResult", Statement.PASSED);
        if (!fields.strings("verifiedLevels").equals(List.of(Statement.LEVEL))) {
            throw fields.malformed("verifiedLevels", "is not " + Statement.LEVEL, REMEDY);
        }
        JsonFields extension = fields.object(Statement.EXTENSION);
        SignedCertificate read = extension(extension, verified, new Stated(resource, manifest, policyDigest));
        fields.refuseOthers();
        Certificate certificate = read.certificate();
        if (!uri.equals(Statement.policy(certificate))) {
            throw policy.malformed("uri", "is not " + Statement.policy(certificate), REMEDY);
        }
        if (!toolkit.equals(certificate.toolkit().version())) {
            throw version.malformed("bridgectl", "is not the toolkit's version", REMEDY);
        }
        return read;
    }

    /** What the summary says, and the extension says too, or builds on. */
    private record Stated(String resource, Sha256 manifest, Sha256 policy) {}

    private static SignedCertificate extension(JsonFields fields, Instant verified, Stated stated)
            throws MalformedJsonException {
        try {
            Certificate certificate = new Certificate(
                    CertificateId.parse(fields.string("id")),
                    deployment(stated.resource()),
                    new Times(verified, time(fields, "issued"), time(fields, "expires")),
                    sealed(fields.object("manifest"), stated),
                    ledger(fields.object("ledger")),
                    runs(fields.objects("last_runs")),
                    outbox(fields.object("outbox")),
                    tool(fields.object("toolkit")),
                    fields.raw("report"));
            Sha256 text = hex(fields, "text_sha256");
            fields.refuseOthers();
            return new SignedCertificate(certificate, text);
        } catch (IllegalArgumentException e) {
            throw fields.malformed("id", "or another one can't be: " + e.getMessage(), REMEDY);
        }
    }

    private static UUID deployment(String resource) {
        String prefix = "urn:uuid:";
        if (!resource.startsWith(prefix)) {
            throw new IllegalArgumentException("resourceUri does not begin with " + prefix);
        }
        return UUID.fromString(resource.substring(prefix.length()));
    }

    private static Sealed sealed(JsonFields fields, Stated stated) throws MalformedJsonException {
        require(fields, "sha256", stated.manifest().hex());
        Sealed sealed = new Sealed(stated.manifest(), fields.wholeNumber("serial"), stated.policy());
        fields.refuseOthers();
        return sealed;
    }

    private static LedgerMark ledger(JsonFields fields) throws MalformedJsonException {
        LedgerMark mark = new LedgerMark(fields.wholeNumber("size"), hexOrNull(fields, "head"));
        fields.refuseOthers();
        return mark;
    }

    private static List<LastRun> runs(List<JsonFields> elements) throws MalformedJsonException {
        List<LastRun> runs = new ArrayList<>();
        for (JsonFields run : elements) {
            runs.add(new LastRun(run.string("job"), run.string("node"), time(run, "timestamp"), run.truth("success")));
            run.refuseOthers();
        }
        return runs;
    }

    private static OutboxDepth outbox(JsonFields fields) throws MalformedJsonException {
        OutboxDepth depth = new OutboxDepth(fields.wholeNumber("waiting"), fields.wholeNumber("rejected"));
        fields.refuseOthers();
        return depth;
    }

    private static Tool tool(JsonFields fields) throws MalformedJsonException {
        Tool tool = new Tool(fields.string("version"), fields.string("commit"), hexOrNull(fields, "sha256"));
        fields.refuseOthers();
        return tool;
    }

    private static void require(JsonFields fields, String name, String value) throws MalformedJsonException {
        if (!fields.string(name).equals(value)) {
            throw fields.malformed(name, "is not " + value, REMEDY);
        }
    }

    private static Sha256 digest(JsonFields fields) throws MalformedJsonException {
        JsonFields digest = fields.object("digest");
        Sha256 read = hex(digest, "sha256");
        digest.refuseOthers();
        return read;
    }

    private static Sha256 hex(JsonFields fields, String name) throws MalformedJsonException {
        return hexOrNull(fields, name).orElseThrow(() -> fields.malformed(name, "is null", REMEDY));
    }

    private static Optional<Sha256> hexOrNull(JsonFields fields, String name) throws MalformedJsonException {
        String hex = fields.stringOrNull(name);
        try {
            return hex == null ? Optional.empty() : Optional.of(Sha256.parse(hex));
        } catch (IllegalArgumentException e) {
            throw fields.malformed(name, "is no SHA-256 digest", REMEDY);
        }
    }

    private static Instant time(JsonFields fields, String name) throws MalformedJsonException {
        try {
            return UtcTime.parse(fields.string(name));
        } catch (DateTimeException e) {
            throw fields.malformed(name, "is no time in UTC", REMEDY);
        }
    }
}
