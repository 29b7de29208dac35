package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ManifestFacts;
import org.corebucket.bridge.readiness.ReadinessReport;

/**
 * The XML of Ant's JUnit task, which Jenkins, GitLab and the reporters for GitHub read: one suite, with a test case for each
 * check.
 */
final class JUnitReport implements ReportWriter {

    private static final String SUITE = "bridgectl verify";

    @Override
    public void write(ReadinessReport report, Writer out) throws IOException {
        XmlWriter xml = new XmlWriter(out);
        writeCounts(xml.begin("testsuites").attribute("name", "bridgectl"), report);
        writeCounts(xml.begin("testsuite").attribute("name", SUITE), report);
        xml.attribute("timestamp", localTime(report.timestamp()))
                .attribute("hostname", report.run().host());
        writeProperties(report, xml);
        for (CheckOutcome check : report.checks()) {
            writeCase(check, xml);
        }
        xml.end().end();
    }

    private static void writeCounts(XmlWriter xml, ReadinessReport report) throws IOException {
        int failures = 0;
        int skipped = 0;
        for (CheckOutcome check : report.checks()) {
            if (check.result() instanceof CheckResult.Failed) {
                failures++;
            } else if (check.result() instanceof CheckResult.Skipped) {
                skipped++;
            }
        }
        xml.attribute("tests", Integer.toString(report.checks().size()))
                .attribute("failures", Integer.toString(failures))
                .attribute("errors", "0")
                .attribute("skipped", Integer.toString(skipped))
                .attribute("time", seconds(report.run().duration()));
    }

    private static void writeProperties(ReadinessReport report, XmlWriter xml) throws IOException {
        ManifestFacts manifest = report.manifest();
        ReadinessReport.VerificationRun run = report.run();
        xml.begin("properties");
        writeProperty("system", report.system(), xml);
        writeProperty("verdict", VerdictWords.of(report).label(), xml);
        writeProperty("readiness.score", Integer.toString(report.verdict().score()), xml);
        writeProperty("exit.code", Integer.toString(report.verdict().exitCode()), xml);
        writeProperty("loosened", String.join(", ", run.loosened()), xml);
        writeProperty("manifest.path", manifest.path(), xml);
        writeProperty("manifest.sha256", manifest.sha256(), xml);
        writeProperty("manifest.serial", manifest.serial() == 0 ? "" : Long.toString(manifest.serial()), xml);
        writeProperty("toolkit.version", run.toolkit().version(), xml);
        writeProperty("toolkit.commit", run.toolkit().commit(), xml);
        xml.end();
    }

    private static void writeProperty(String name, String value, XmlWriter xml) throws IOException {
        if (!value.isEmpty()) {
            xml.begin("property")
                    .attribute("name", name)
                    .attribute("value", value)
                    .end();
        }
    }

    private static void writeCase(CheckOutcome check, XmlWriter xml) throws IOException {
        xml.begin("testcase").attribute("name", check.spec().id()).attribute("classname", "bridgectl.verify");
        if (check.result() instanceof CheckResult.Skipped skipped) {
            xml.begin("skipped").attribute("message", skipped.reason()).end();
        } else {
            writeFailure(check.result().findings(), xml);
            writeEvidence(check, xml);
        }
        xml.end();
    }

    /** Writes all findings into one element: of several, Jenkins keeps only the last. */
    private static void writeFailure(List<Finding> findings, XmlWriter xml) throws IOException {
        if (findings.isEmpty()) {
            return;
        }
        List<String> details = new ArrayList<>();
        for (Finding finding : findings) {
            details.add(finding.message());
            details.add("  Fix: " + finding.remedy());
        }
        Finding first = findings.get(0);
        int more = findings.size() - 1;
        xml.begin("failure")
                .attribute("message", more == 0 ? first.message() : first.message() + " (and " + more + " more)")
                .attribute("type", first.code())
                .lines(details)
                .end();
    }

    private static void writeEvidence(CheckOutcome check, XmlWriter xml) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(check.spec().title() + "...");
        lines.addAll(check.result().evidence());
        for (Caution caution : check.result().cautions()) {
            lines.add("Warning: " + caution.message());
            lines.add("  Fix: " + caution.remedy());
        }
        xml.begin("system-out").lines(lines).end();
    }

    /** A time in UTC to the second, without a zone, for which the format has no place. */
    private static String localTime(Instant time) {
        String utc = UtcTime.of(time.truncatedTo(ChronoUnit.SECONDS));
        return utc.substring(0, utc.length() - 1);
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
    }
}
