package org.corebucket.bridge.verification;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Optional;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.lines.SharedLineFile;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter;

/** Writes the line that every verification of a deployment leaves in its audit log (CONTRACT 2). */
public final class AuditRecord {

    private AuditRecord() {}

    /**
     * Appends the report to the audit log. A verdict without a record does not count, so the caller must treat READY
     * without one as an I/O error.
     *
     * @return why the line is not on disk, as a sentence; empty if it is
     */
    public static Optional<String> append(Deployment deployment, ReadinessReport report) throws IOException {
        StringWriter line = new StringWriter();
        ReportWriter.auditLine().write(report, line);
        try {
            new SharedLineFile(deployment.auditLog()).append(line.toString());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "the verification could not be recorded in " + deployment.auditLog() + ": " + IoTrouble.reason(e));
        }
    }
}
