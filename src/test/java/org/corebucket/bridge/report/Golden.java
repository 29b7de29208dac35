package org.corebucket.bridge.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter.TextStyle;

/** Rendered reports beside what they must look like, to the byte. */
final class Golden {

    private Golden() {}

    /** The golden file {@code report/NAME}. */
    static String file(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/report/" + name)) {
            if (in == null) {
                throw new IOException("no golden file " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
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
