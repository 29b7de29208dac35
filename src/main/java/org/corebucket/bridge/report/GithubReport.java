package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.text.OneLine;

/**
 * Workflow commands that the runner of GitHub Actions turns into annotations: an error for each finding, a warning for each
 * loosened option and each warning of the report, and a notice with the verdict.
 */
final class GithubReport implements ReportWriter {

    private static final String TITLE = "bridgectl verify";

    @Override
    public void write(ReadinessReport report, Writer out) throws IOException {
        for (Finding finding : report.findings()) {
            writeError(finding, out);
        }
        for (Caution caution : report.cautions()) {
            String message = withRemedy(caution.message(), caution.remedy());
            writeCommand("warning", caution.path(), TITLE + ": " + caution.code(), message, out);
        }
        List<String> loosened = report.run().loosened();
        if (!loosened.isEmpty()) {
            writeCommand("warning", "", TITLE, data("Loosened: " + String.join(", ", loosened)), out);
        }
        writeCommand("notice", "", TITLE, data(verdict(report)), out);
        out.flush();
    }

    private static void writeError(Finding finding, Writer out) throws IOException {
        String message = withRemedy(finding.message(), finding.remedy());
        writeCommand("error", finding.path(), TITLE + ": " + finding.code(), message, out);
    }

    /** Adds the remedy on a line of its own. This is the only line break in a message. */
    private static String withRemedy(String message, String remedy) {
        return data(message) + "%0A" + data("Fix: " + remedy);
    }

    private static String verdict(ReadinessReport report) {
        String score = "PRODUCTION READINESS: " + VerdictWords.of(report).label() + " - Readiness Score: "
                + report.verdict().score() + "%";
        List<String> violations = VerdictWords.violations(report);
        return violations.isEmpty() ? score : score + " - Violations found: " + violations.size();
    }

    private static void writeCommand(String command, String file, String title, String data, Writer out)
            throws IOException {
        out.write("::" + command + " ");
        if (!file.isEmpty()) {
            out.write("file=" + property(file) + ",");
        }
        out.write("title=" + property(title) + "::" + data + "\n");
    }

    /** Escapes text for a message: the runner decodes percent signs. {@link OneLine} leaves no line breaks. */
    private static String data(String text) {
        return OneLine.of(text).replace("%", "%25");
    }

    /** Escapes text for a property, which a colon or a comma would end. */
    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
