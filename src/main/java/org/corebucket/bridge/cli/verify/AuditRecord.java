package org.corebucket.bridge.cli.verify;

import java.io.IOException;
import java.io.StringWriter;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.IoTrouble;
import org.corebucket.bridge.logs.AuditLog;
import org.corebucket.bridge.readiness.ReadinessReport;
import org.corebucket.bridge.report.ReportWriter;

/** The line that every verification of a deployment leaves in its audit log (CONTRACT 2). */
public final class AuditRecord {

    private AuditRecord() {}

    /**
     * Appends the report to the audit log. A verdict that left no record is none: READY without one is an I/O error.
     *
     * @return whether it is on disk; if not, standard error says why
     */
    public static boolean write(Session session, Deployment deployment, ReadinessReport report) throws IOException {
        StringWriter line = new StringWriter();
        ReportWriter.auditLine().write(report, line);
        try {
            new AuditLog(deployment.auditLog()).append(line.toString());
            return true;
        } catch (IOException e) {
            session.err()
                    .println("bridgectl: the verification could not be recorded in " + deployment.auditLog() + ": "
                            + IoTrouble.reason(e));
            return false;
        }
    }
}
