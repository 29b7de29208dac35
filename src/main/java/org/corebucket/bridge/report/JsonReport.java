package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.json.JsonWriter;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.readiness.Toolkit;
import org.corebucket.bridge.readiness.Verdict;

/** The form for programs: all fields of CONTRACT 2, in its order. Unknown values are null. */
final class JsonReport implements ReportWriter {

    private final boolean indented;

    private JsonReport(boolean indented) {
        this.indented = indented;
    }

    /** A document for files and pipes, which ends in a line break. */
    static JsonReport indented() {
        return new JsonReport(true);
    }

    /** The same document for a log, without a line break. */
    static JsonReport onOneLine() {
        return new JsonReport(false);
    }

    @Override
    public void write(ReadinessReport report, Writer out) throws IOException {
        try (JsonWriter json = indented ? JsonWriter.pretty(out) : JsonWriter.compact(out)) {
            json.beginObject();
            writeVerdict(report, json);
            writeChecks(report.checks(), json);
            writeManifest(report.manifest(), json);
            writeRun(report.run(), json);
            json.endObject();
        }
        if (indented) {
            out.write('\n');
            out.flush();
        }
    }

    private static void writeVerdict(ReadinessReport report, JsonWriter json) throws IOException {
        Verdict verdict = report.verdict();
        List<String> violations = VerdictWords.violations(report);
        json.field("timestamp", UtcTime.of(report.timestamp()))
                .field("system", report.system())
                .field("system_status", verdict.ready() ? "READY" : "BLOCKED")
                .field("canonical_files_verified", CanonicalFiles.of(report).verified())
                .field("violations_found", violations.size())
                .strings("violations", violations)
                .strings("warnings", messages(report.cautions()))
                .field("readiness_score", verdict.score())
                .field("exit_code", verdict.exitCode());
    }

    private static void writeChecks(List<CheckOutcome> checks, JsonWriter json) throws IOException {
        json.beginArray("checks");
        for (CheckOutcome check : checks) {
            json.beginObject()
                    .field("id", check.spec().id())
                    .field("title", check.spec().title())
                    .field("status", status(check.result()))
                    .field("critical", check.spec().critical())
                    .field("weight", check.spec().weight())
                    .strings("evidence", check.result().evidence());
            writeFindings(check.result().findings(), json);
            writeWarnings(check.result().cautions(), json);
            json.endObject();
        }
        json.endArray();
    }

    private static String status(CheckResult result) {
        if (result instanceof CheckResult.Passed) {
            return "passed";
        }
        return result instanceof CheckResult.Failed ? "failed" : "skipped";
    }

    private static void writeFindings(List<Finding> findings, JsonWriter json) throws IOException {
        json.beginArray("findings");
        for (Finding finding : findings) {
            json.beginObject().field("code", finding.code());
            json.knownField("path", finding.path());
            json.knownField("expected", finding.difference().expected());
            json.knownField("actual", finding.difference().actual());
            json.field("message", finding.message())
                    .field("remedy", finding.remedy())
                    .endObject();
        }
        json.endArray();
    }

    private static List<String> messages(List<Caution> cautions) {
        List<String> messages = new ArrayList<>();
        for (Caution caution : cautions) {
            messages.add(caution.message());
        }
        return messages;
    }

    private static void writeWarnings(List<Caution> cautions, JsonWriter json) throws IOException {
        json.beginArray("warnings");
        for (Caution caution : cautions) {
            json.beginObject().field("code", caution.code());
            json.knownField("path", caution.path());
            json.field("message", caution.message())
                    .field("remedy", caution.remedy())
                    .endObject();
        }
        json.endArray();
    }

    private static void writeManifest(ManifestFacts manifest, JsonWriter json) throws IOException {
        json.beginObject("manifest");
        json.knownField("path", manifest.path());
        json.knownField("sha256", manifest.sha256());
        if (manifest.serial() == 0) {
            json.nullField("serial");
        } else {
            json.field("serial", manifest.serial());
        }
        json.knownField("sealed_at", manifest.sealedAt());
        json.knownField("expires", manifest.expires());
        json.knownField("key", manifest.key());
        json.endObject();
    }

    private static void writeRun(ReadinessReport.VerificationRun run, JsonWriter json) throws IOException {
        Toolkit toolkit = run.toolkit();
        json.strings("options", run.loosened())
                .beginObject("toolkit")
                .field("version", toolkit.version())
                .field("commit", toolkit.commit())
                .endObject()
                .field("host", run.host())
                .field("duration_ms", run.duration().toMillis())
                .field("partial", run.partial());
    }
}
