package org.corebucket.bridge.report;

import java.io.IOException;
import java.io.StringWriter;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter.TextStyle;
import org.corebucket.bridge.testkit.Resources;

/** Rendered reports beside what they must look like, to the byte. */
final class Golden {

    private Golden() {}

    /** The golden file {@code report/NAME}. */
    static String file(String name) {
        return Resources.text("report/" + name);
    }

    static String render(ReportFormat format, ReadinessReport report) throws IOException {
        return render(ReportWriter.of(format, new TextStyle(false, false)), report);
    }

    static String render(ReportWriter writer, ReadinessReport report) throws IOException {
        StringWriter out = new StringWriter();
        writer.write(report, out);
        return out.toString();
    }
}
