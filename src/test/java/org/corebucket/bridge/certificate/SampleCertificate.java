package org.corebucket.bridge.certificate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.corebucket.bridge.digest.Sha256;
import org.corebucket.bridge.json.JsonValue.JsonObject;
import org.corebucket.bridge.json.JsonValue.JsonString;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;
import org.corebucket.bridge.transparency.NoteSignature;
import org.corebucket.bridge.transparency.SignedNote;
import org.corebucket.bridge.transparency.TreeHead;

/** A certificate, and the report that it is of, with one value of each kind. */
public final class SampleCertificate {

    public static final Sha256 MANIFEST = Sha256.parse("11".repeat(32));
    public static final Sha256 POLICY = Sha256.parse("22".repeat(32));
    public static final Sha256 HEAD = Sha256.parse("33".repeat(32));
    public static final Sha256 JAR = Sha256.parse("44".repeat(32));
    public static final String KEY = "55".repeat(32);
    public static final Instant VERIFIED = Instant.parse("2026-01-31T08:00:00.25Z");
    public static final Instant ISSUED = Instant.parse("2026-01-31T08:00:05Z");

    private SampleCertificate() {}

    public static Certificate certificate() {
        return new Certificate(
                new CertificateId(LocalDate.of(2026, 1, 31), 1),
                UUID.fromString("6f1c5a9e-0d7b-4a52-9f5e-3f1d8f1b2c3d"),
                new Certificate.Times(VERIFIED, ISSUED, ISSUED.plus(Duration.ofDays(30))),
                new Certificate.Sealed(MANIFEST, 4, POLICY),
                new Certificate.LedgerMark(12, Optional.of(HEAD)),
                Optional.of(log()),
                List.of(new Certificate.LastRun("sync_finance", "node-001", VERIFIED, true)),
                new Certificate.OutboxDepth(2, 1),
                new Certificate.Tool("5.1.0", "abc1234", Optional.of(JAR)),
                new JsonObject(Map.of("system_status", new JsonString("READY", 1)), 1));
    }

    private static Certificate.LogMark log() {
        TreeHead head = new TreeHead("log.example/sample", 10, JAR);
        SignedNote note = new SignedNote(
                head.text(), List.of(new NoteSignature("log.example/sample", 0x01020304, new byte[] {5, 6, 7})));
        return Certificate.LogMark.of(note, List.of(new Certificate.WitnessTime("one", VERIFIED)));
    }

    public static ReadinessReport report(CheckOutcome... checks) {
        return report(false, List.of(), checks);
    }

    public static ReadinessReport report(boolean partial, List<String> loosened, CheckOutcome... checks) {
        return new ReadinessReport(
                VERIFIED,
                "Core-Bucket Bridge V5",
                List.of(checks),
                List.of("canonical/policy.json"),
                new ManifestFacts("manifests/canonical.sha256", MANIFEST.hex(), 4, "", "never", KEY),
                new ReadinessReport.VerificationRun(
                        new Toolkit("5.1.0", "abc1234"), "host", Duration.ofSeconds(5), loosened, partial));
    }

    public static CheckOutcome passed(String id, String... evidence) {
        return new CheckOutcome(new CheckSpec(id, id, 5, true), CheckResult.passed(evidence));
    }

    public static CheckOutcome passed(String id, Question... questions) {
        return new CheckOutcome(new CheckSpec(id, id, 5, true), CheckResult.of(List.of(questions)));
    }

    public static CheckOutcome skipped(String id, String reason) {
        return new CheckOutcome(new CheckSpec(id, id, 5, true), new CheckResult.Skipped(reason));
    }
}
