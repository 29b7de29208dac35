package org.corebucket.bridge.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.CheckSpec;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Difference;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;

/** The reports that the tests of all forms render. Each has golden files of its name under {@code report/}. */
final class SampleReports {

    static final List<String> FILES = List.of("core_bucket_bridge.py", "automation/runner.py");

    static final CheckSpec SEAL = new CheckSpec("seal", "Checking the release seal", 15, true);
    static final CheckSpec HASHES = new CheckSpec("canonical-hashes", "Verifying canonical file hashes", 30, true);
    static final CheckSpec RUNNERS =
            new CheckSpec("forbidden-runners", "Enforcing file system execution prevention", 10, false);
    static final CheckSpec ROLES = new CheckSpec("roles", "Checking the access matrix", 5, false);

    private static final Instant TIMESTAMP = Instant.parse("2026-11-23T08:00:00.250Z");
    private static final ManifestFacts MANIFEST = new ManifestFacts(
            "manifests/canonical.sha256", "a".repeat(64), 3, "2026-11-01T12:00:00Z", "never", "b".repeat(64));
    private static final String HOSTILE = "a\nb\u001b[31m::]]>\"'<&%\ud800\u202e\u2028\u0085,{0}[x](y)\\.py";

    private SampleReports() {}

    /** All of them by name. */
    static Map<String, ReadinessReport> all() {
        return Map.of(
                "ready", ready(), "blocked", blocked(), "partial", partial(), "unread", unread(), "hostile", hostile());
    }

    /** Everything passed. */
    static ReadinessReport ready() {
        return report(
                FILES,
                passed(SEAL, "Seal 3 holds under the trusted key"),
                passed(HASHES, "2 files match"),
                passed(RUNNERS, "Disabled execution: test_health_endpoint.py"),
                passed(ROLES, "7 roles are complete", "No key access below administrator"));
    }

    /** One file changed, one missing, one that is not listed, one runner that can still run, one check not built. */
    static ReadinessReport blocked() {
        return report(
                List.of("core_bucket_bridge.py", "automation/runner.py", "canonical/policy.json"),
                passed(SEAL, "Seal 3 holds under the trusted key"),
                failed(HASHES, mismatch("core_bucket_bridge.py"), missing("canonical/policy.json"), unlisted()),
                new CheckOutcome(
                        RUNNERS,
                        CheckResult.of(List.of(
                                new Question.Fails(List.of(runner())),
                                new Question.Holds(List.of("Disabled execution: test_health_endpoint.py"))))),
                new CheckOutcome(ROLES, new CheckResult.Skipped("there is no policy to ask")));
    }

    /** Only two checks were asked for, and missing files were ignored. */
    static ReadinessReport partial() {
        ReadinessReport report = report(
                List.of("core_bucket_bridge.py"),
                new CheckOutcome(
                        HASHES,
                        CheckResult.of(List.of(
                                new Question.Holds(List.of("1 file matches")),
                                new Question.Cautioned(List.of(caution()))))),
                new CheckOutcome(ROLES, new CheckResult.Skipped("not selected")));
        return with(report, run(List.of("--check canonical-hashes", "--ignore-missing"), true));
    }

    private static Caution caution() {
        return new Caution(
                "taken-on-trust",
                "manifests/canonical.sha256",
                "TAKEN ON TRUST: serial 3 - this host has no state",
                "compare it with what its owner tells you");
    }

    /** The manifest could not be read, so that its digests could not be checked. */
    static ReadinessReport unread() {
        ReadinessReport report = report(
                List.of(),
                failed(
                        SEAL,
                        Finding.of(
                                Consequence.UNTRUSTED,
                                "manifest-missing",
                                "",
                                "MISSING MANIFEST: manifests/canonical.sha256",
                                "Run bridgectl init, or put the manifest back.")),
                new CheckOutcome(HASHES, new CheckResult.Skipped("there is no manifest")),
                new CheckOutcome(RUNNERS, new CheckResult.Skipped("there is no trusted policy")));
        ManifestFacts absent = new ManifestFacts("manifests/canonical.sha256", "", 0, "", "", "");
        return new ReadinessReport(
                report.timestamp(), report.system(), report.checks(), report.files(), absent, report.run());
    }

    /** Every string from outside tries to break out. */
    static ReadinessReport hostile() {
        Finding finding = new Finding(
                Consequence.CHANGED,
                "hash-mismatch",
                HOSTILE,
                "HASH MISMATCH: " + HOSTILE,
                new Difference(HOSTILE, HOSTILE),
                "Restore " + HOSTILE);
        ReadinessReport report = report(
                List.of(HOSTILE, HOSTILE + "2"),
                failed(HASHES, finding),
                passed(ROLES, HOSTILE),
                new CheckOutcome(SEAL, new CheckResult.Skipped(HOSTILE)));
        ReadinessReport.VerificationRun run = new ReadinessReport.VerificationRun(
                new Toolkit("5.1.0", HOSTILE), HOSTILE, Duration.ofMillis(7), List.of(HOSTILE), false);
        ManifestFacts manifest = new ManifestFacts(HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE);
        return new ReadinessReport(report.timestamp(), HOSTILE, report.checks(), report.files(), manifest, run);
    }

    static ReadinessReport report(List<String> files, CheckOutcome... checks) {
        return new ReadinessReport(
                TIMESTAMP, "Core-Bucket Bridge V5", List.of(checks), files, MANIFEST, run(List.of(), false));
    }

    static CheckOutcome passed(CheckSpec spec, String... evidence) {
        return new CheckOutcome(spec, CheckResult.passed(evidence));
    }

    static CheckOutcome failed(CheckSpec spec, Finding... findings) {
        return new CheckOutcome(spec, CheckResult.failed(findings));
    }

    static Finding mismatch(String path) {
        Difference difference = new Difference("1".repeat(64), "2".repeat(64));
        String message =
                "HASH MISMATCH: " + path + " - Expected: " + difference.expected() + " Actual: " + difference.actual();
        return new Finding(
                Consequence.CHANGED, "hash-mismatch", path, message, difference, "Run bridgectl restore " + path + ".");
    }

    static Finding missing(String path) {
        return Finding.of(
                Consequence.MISSING,
                "missing",
                path,
                "MISSING CANONICAL FILE: " + path,
                "Run bridgectl restore " + path + ".");
    }

    private static Finding unlisted() {
        return Finding.of(
                Consequence.UNLISTED,
                "unlisted",
                "canonical/extra file.json",
                "UNLISTED FILE: canonical/extra file.json",
                "Remove it, or freeze it.");
    }

    private static Finding runner() {
        return Finding.of(
                Consequence.FAILED,
                "runner-executable",
                "demo_1.py",
                "EXECUTION NOT DISABLED: demo_1.py",
                "Run chmod a-x demo_1.py as its owner.");
    }

    private static ReadinessReport.VerificationRun run(List<String> loosened, boolean partial) {
        return new ReadinessReport.VerificationRun(
                new Toolkit("5.1.0", "0123abc"), "bridge-1", Duration.ofMillis(1321), loosened, partial);
    }

    private static ReadinessReport with(ReadinessReport report, ReadinessReport.VerificationRun run) {
        return new ReadinessReport(
                report.timestamp(), report.system(), report.checks(), report.files(), report.manifest(), run);
    }
}
