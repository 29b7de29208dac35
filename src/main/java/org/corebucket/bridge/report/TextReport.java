package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.readiness.Caution;
import org.corebucket.bridge.readiness.CheckOutcome;
import org.corebucket.bridge.readiness.CheckResult;
import org.corebucket.bridge.readiness.Finding;
import org.corebucket.bridge.readiness.Question;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter.TextStyle;
import org.corebucket.bridge.report.TaggedLines.Tag;

/** The form for people. CONTRACT 2 fixes its beginning and its end. */
final class TextReport implements ReportWriter {

    private static final String RUNNERS_CHECK = "forbidden-runners";
    private static final String BAR = "========================================";

    private final TextStyle style;

    TextReport(TextStyle style) {
        this.style = style;
    }

    @Override
    public void write(ReadinessReport report, Writer out) throws IOException {
        TaggedLines lines = new TaggedLines(style, out);
        writeHeading(report, lines);
        for (CheckOutcome check : inDisplayOrder(report.checks())) {
            writeSection(check, report, lines);
        }
        writeWarnings(report, lines);
        writeEnd(report, lines);
        out.flush();
    }

    private static void writeHeading(ReadinessReport report, TaggedLines lines) throws IOException {
        lines.plain(BAR);
        lines.plain("PRODUCTION READINESS VERIFICATION");
        lines.plain(report.system());
        lines.plain(BAR);
    }

    /**
     * The checks in the order in which they are shown: the contract wants two of them first, whatever the order in which they
     * ran.
     */
    private static List<CheckOutcome> inDisplayOrder(List<CheckOutcome> checks) {
        List<CheckOutcome> order = new ArrayList<>(checks);
        moveToFront(order, RUNNERS_CHECK);
        moveToFront(order, CanonicalFiles.CHECK);
        return order;
    }

    private static void moveToFront(List<CheckOutcome> checks, String id) {
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).spec().id().equals(id)) {
                checks.add(0, checks.remove(i));
                return;
            }
        }
    }

    private static void writeSection(CheckOutcome check, ReadinessReport report, TaggedLines lines) throws IOException {
        String id = check.spec().id();
        lines.progress(Tag.LOCK, check.spec().title() + "...");
        if (check.result() instanceof CheckResult.Skipped skipped) {
            lines.progress(Tag.SKIP, skipped.reason());
        } else if (id.equals(CanonicalFiles.CHECK)) {
            writeFiles(CanonicalFiles.of(report), lines);
        } else {
            writeEvidence(check.result(), id.equals(RUNNERS_CHECK) ? Tag.LOCK : Tag.OK, lines);
        }
    }

    private static void writeFiles(CanonicalFiles files, TaggedLines lines) throws IOException {
        for (String path : files.paths()) {
            List<Finding> findings = files.findings(path);
            if (findings.isEmpty()) {
                lines.progress(Tag.OK, "Hash verified: " + path);
            }
            writeFindings(findings, lines);
        }
        writeFindings(files.others(), lines);
    }

    private static void writeEvidence(CheckResult result, Tag tag, TaggedLines lines) throws IOException {
        for (Question question : result.questions()) {
            for (String evidence : question.evidence()) {
                lines.progress(tag, evidence);
            }
            writeFindings(question.findings(), lines);
        }
    }

    private static void writeFindings(List<Finding> findings, TaggedLines lines) throws IOException {
        for (Finding finding : findings) {
            lines.tagged(Tag.ERROR, finding.message());
            lines.tagged(Tag.FIX, finding.remedy());
        }
    }

    /** Writes the warnings just before the end, where nobody overlooks them, even under {@code --quiet}. */
    private static void writeWarnings(ReadinessReport report, TaggedLines lines) throws IOException {
        for (Caution caution : report.cautions()) {
            lines.tagged(Tag.WARN, caution.message());
            lines.tagged(Tag.FIX, caution.remedy());
        }
        List<String> options = report.run().loosened();
        if (!options.isEmpty()) {
            lines.tagged(Tag.WARN, "Loosened: " + String.join(", ", options));
        }
    }

    private static void writeEnd(ReadinessReport report, TaggedLines lines) throws IOException {
        VerdictWords standing = VerdictWords.of(report);
        lines.plain("");
        lines.plain(BAR);
        lines.plain("PRODUCTION READINESS: " + standing.label());
        lines.plain(BAR);
        if (standing == VerdictWords.BLOCKED) {
            lines.plain("Violations found:");
            for (String violation : VerdictWords.violations(report)) {
                lines.plain("  - " + violation);
            }
        }
        lines.tagged(standing == VerdictWords.BLOCKED ? Tag.CRITICAL : Tag.OK, standing.meaning());
        lines.plain("Readiness Score: " + report.verdict().score() + "%");
    }
}
