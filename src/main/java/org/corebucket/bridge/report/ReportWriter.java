package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.Writer;
import org.corebucket.bridge.readiness.ReadinessReport;

/**
 * Writes readiness reports in one form. No name of a file, policy or manifest can add a line where lines have a meaning, or
 * send a control sequence to a terminal.
 */
public interface ReportWriter {

    /**
     * How the text form looks.
     *
     * @param colour whether the tags at the beginning of lines are coloured; nothing else is
     * @param quiet whether lines that only say that something is right are left out
     */
    record TextStyle(boolean colour, boolean quiet) {}

    /**
     * Writes one report, and flushes the writer without closing it.
     *
     * @param out the writer; all forms but the text are ASCII, so that they fit any character set
     * @throws IOException if the writer fails
     */
    void write(ReadinessReport report, Writer out) throws IOException;

    /**
     * The writer of a form. Only the classes of that form are loaded.
     *
     * @param style how the text form looks; it has no effect on the others
     */
    static ReportWriter of(ReportFormat format, TextStyle style) {
        return switch (format) {
            case TEXT -> new TextReport(style);
            case JSON -> JsonReport.indented();
            case SARIF -> new SarifReport();
            case JUNIT -> new JUnitReport();
            case GITHUB -> new GithubReport();
        };
    }

    /** The document of {@link ReportFormat#JSON} on one line without its line break, as the audit log keeps it. */
    static ReportWriter auditLine() {
        return JsonReport.onOneLine();
    }
}
