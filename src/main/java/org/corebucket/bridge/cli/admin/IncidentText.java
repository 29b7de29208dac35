package org.corebucket.bridge.cli.admin;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.corebucket.bridge.deployment.UtcTime;
import org.corebucket.bridge.incident.Incident;
import org.corebucket.bridge.incident.Incident.IncidentAction;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.IncidentState.Closing;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.incident.Violation.InvolvedProcess;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.corebucket.bridge.text.OneLine;
import org.corebucket.bridge.text.TextColumns;

/** Prints incidents for people. Text from outside is shown on one line, and no terminal obeys anything in it. */
final class IncidentText {

    private static final int[] COLUMNS = {29, 22, 10, 14};
    private static final int FIELD = 18;

    private IncidentText() {}

    /** Prints a heading, and one line for each incident. */
    static void table(List<IncidentState> incidents, PrintWriter out) {
        out.println(row("ID", "TIME", "SEVERITY", "STATE", "SUMMARY"));
        for (IncidentState one : incidents) {
            String time = one.content() instanceof IncidentContent.Recorded recorded
                    ? UtcTime.of(recorded.incident().time())
                    : "-";
            out.println(row(OneLine.of(one.id()), time, severity(one), state(one), OneLine.of(one.summary())));
        }
    }

    /** Prints everything that is known of one incident. */
    static void whole(IncidentState one, PrintWriter out) {
        field("incident", one.id(), out);
        field("summary", one.summary(), out);
        field("severity", severity(one), out);
        closing(one, out);
        if (one.content() instanceof IncidentContent.Recorded recorded) {
            incident(recorded.incident(), out);
        }
        if (one.isOpen() && !one.isCritical()) {
            out.println();
            out.println("It is a warning, and stops nothing. To take note of it:");
            out.println("  bridgectl incident acknowledge " + OneLine.of(one.id()) + " --reason TEXT");
        } else if (one.isOpen()) {
            out.println();
            out.println("Once its cause is gone and bridgectl verify finds nothing else:");
            out.println("  bridgectl incident resolve " + OneLine.of(one.id()) + " --reason TEXT");
        }
    }

    private static void closing(IncidentState one, PrintWriter out) {
        field("state", state(one), out);
        if (one.closing() instanceof Closing.Resolved resolved) {
            field("resolved at", UtcTime.of(resolved.resolution().resolvedAt()), out);
            field("resolved by", resolved.resolution().by(), out);
            field("reason", resolved.resolution().reason(), out);
        } else if (one.closing() instanceof Closing.Acknowledged noted) {
            field("acknowledged at", UtcTime.of(noted.acknowledgement().acknowledgedAt()), out);
            field("acknowledged by", noted.acknowledgement().by(), out);
            field("reason", noted.acknowledgement().reason(), out);
        } else if (one.closing() instanceof Closing.Doubtful doubtful) {
            field("resolution", "does not hold: " + doubtful.problem(), out);
        }
    }

    private static void incident(Incident incident, PrintWriter out) {
        Instant good = incident.lastGoodVerify();
        field("kind", incident.violation().kind(), out);
        field("time", UtcTime.of(incident.time()), out);
        field("last good verify", good == null ? "not known" : UtcTime.of(good), out);
        field("raised by", incident.raisedBy().text(), out);
        for (ViolationFinding finding : incident.violation().findings()) {
            field("finding", finding.message(), out);
            field("", finding.remedy(), out);
        }
        for (InvolvedProcess process : incident.violation().processes()) {
            field("process", process.pid() + " of " + process.user() + ": " + process.command(), out);
            process.parents().forEach(parent -> field("", "started by " + parent, out));
        }
        for (IncidentAction action : incident.actions()) {
            field("done", UtcTime.of(action.time()) + " " + action.text(), out);
        }
    }

    private static String row(String... cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            row.append(i < COLUMNS.length ? TextColumns.padded(cells[i], COLUMNS[i]) : cells[i]);
        }
        return row.toString();
    }

    private static void field(String name, String value, PrintWriter out) {
        out.println(TextColumns.padded(name, FIELD) + OneLine.of(value));
    }

    private static String severity(IncidentState one) {
        return one.isCritical() ? "critical" : "warning";
    }

    static String state(IncidentState one) {
        return one.isResolved() ? "resolved" : one.isOpen() ? "open" : "acknowledged";
    }
}
