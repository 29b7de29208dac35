package org.corebucket.bridge.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.corebucket.bridge.certificate.Certificate.LastRun;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as an in-toto statement (Statement v1) about the manifest, whose predicate is a SLSA verification summary
 * (v1). What that form has no field for stands in one extension field, named after its producer as SLSA's rules for
 * extensions have it.
 */
final class Statement {

    static final String TYPE = "https://in-toto.io/Statement/v1";
    static final String PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1";
    static final String EXTENSION = "bridgectl_certificate";
    static final String VERIFIER = "pkg:maven/org.corebucket/bridgectl";
    static final String PASSED = "PASSED";

    /** A level of our own: the verification says nothing of how the files were built. */
    static final String LEVEL = "BRIDGECTL_READY";

    private static final String NAMESPACE = "urn:uuid:";

    private final Certificate certificate;
    private final Sha256 text;

    private Statement(Certificate certificate, Sha256 text) {
        this.certificate = certificate;
        this.text = text;
    }

    /**
     * The statement's bytes.
     *
     * @param text the digest of the certificate for people, without its last line
     */
    static byte[] bytes(Certificate certificate, Sha256 text) {
        StringWriter out = new StringWriter();
        try (JsonWriter json = JsonWriter.pretty(out)) {
            new Statement(certificate, text).write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return out.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void write(JsonWriter json) throws IOException {
        json.beginObject().field("_type", TYPE).beginArray("subject").beginObject();
        json.field("name", Deployment.MANIFEST);
        digest(json, certificate.sealed().manifest());
        json.endObject().endArray();
        json.field("predicateType", PREDICATE_TYPE).beginObject("predicate");
        writeSummary(json);
        json.beginObject(EXTENSION);
        writeExtension(json);
        json.endObject().endObject().endObject();
    }

    private void writeSummary(JsonWriter json) throws IOException {
        json.beginObject("verifier").field("id", VERIFIER);
        json.beginObject("version")
                .field("bridgectl", certificate.toolkit().version())
                .endObject()
                .endObject();
        json.field("timeVerified", UtcTime.of(certificate.times().verified()));
        json.field("resourceUri", resource(certificate));
        json.beginObject("policy").field("uri", policy(certificate));
        digest(json, certificate.sealed().policy());
        json.endObject();
        json.field("verificationResult", PASSED).strings("verifiedLevels", List.of(LEVEL));
    }

    /** The deployment, by its id. */
    static String resource(Certificate certificate) {
        return NAMESPACE + certificate.deployment();
    }

    /** The policy, as a part of the deployment. */
    static String policy(Certificate certificate) {
        return resource(certificate) + "#" + Deployment.POLICY;
    }

    private static void digest(JsonWriter json, Sha256 digest) throws IOException {
        json.beginObject("digest").field("sha256", digest.hex()).endObject();
    }

    private void writeExtension(JsonWriter json) throws IOException {
        json.field("id", certificate.id().text())
                .field("issued", UtcTime.of(certificate.times().issued()))
                .field("expires", UtcTime.of(certificate.times().expires()))
                .field("text_sha256", text.hex());
        json.beginObject("manifest")
                .field("sha256", certificate.sealed().manifest().hex())
                .field("serial", certificate.sealed().serial())
                .endObject();
        json.beginObject("ledger").field("size", certificate.ledger().size());
        hexOrNull(json, "head", certificate.ledger().head().orElse(null));
        json.endObject();
        writeRuns(json);
        json.beginObject("outbox")
                .field("waiting", certificate.outbox().waiting())
                .field("rejected", certificate.outbox().rejected())
                .endObject();
        json.beginObject("toolkit")
                .field("version", certificate.toolkit().version())
                .field("commit", certificate.toolkit().commit());
        hexOrNull(json, "sha256", certificate.toolkit().sha256().orElse(null));
        json.endObject();
        json.field("report", certificate.report());
    }

    private void writeRuns(JsonWriter json) throws IOException {
        json.beginArray("last_runs");
        for (LastRun run : certificate.lastRuns()) {
            json.beginObject()
                    .field("job", run.job())
                    .field("node", run.node())
                    .field("timestamp", UtcTime.of(run.time()))
                    .field("success", run.success())
                    .endObject();
        }
        json.endArray();
    }

    private static void hexOrNull(JsonWriter json, String name, @Nullable Sha256 digest) throws IOException {
        if (digest == null) {
            json.nullField(name);
        } else {
            json.field(name, digest.hex());
        }
    }
}
