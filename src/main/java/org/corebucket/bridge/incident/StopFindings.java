package org.corebucket.bridge.incident;

import java.util.ArrayList;
import java.util.List;
import org.corebucket.bridge.incident.IncidentState.Closing;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.readiness.Consequence;
import org.corebucket.bridge.readiness.Finding;

/** The findings of a verification about a stop that is in force, with the remedies that end it. */
final class StopFindings {

    static final String STOP = "emergency-stop";
    static final String WENT_BACK = "incident-went-back";

    private static final String MARKER = "EMERGENCY_SHUTDOWN.marker";
    private static final String IN_FORCE = "EMERGENCY STOP IN FORCE: ";

    private StopFindings() {}

    /** One finding for each case, or one for a marker without a case; and one for each incident that is gone or altered. */
    static List<Finding> of(List<IncidentState> stopping, boolean marker) {
        List<Finding> findings = new ArrayList<>();
        for (IncidentState one : stopping) {
            findings.add(stopped(path(one), IN_FORCE + one.id() + ": " + one.summary() + doubt(one), one.remedy()));
            if (one.wentBack()) {
                findings.add(wentBack(one));
            }
        }
        if (stopping.isEmpty() && marker) {
            findings.add(stopped(
                    MARKER,
                    IN_FORCE + MARKER + " lies in the root, and no open incident accounts for it",
                    "read it; make an incident of it with bridgectl stop --reason TEXT, and resolve that:"
                            + " bridgectl incident resolve ID --reason TEXT"));
        }
        return findings;
    }

    private static Finding stopped(String path, String message, String remedy) {
        return Finding.of(Consequence.STOPPED, STOP, path, message, remedy);
    }

    private static Finding wentBack(IncidentState one) {
        boolean gone = one.content() instanceof IncidentContent.Gone;
        return Finding.of(
                Consequence.UNTRUSTED,
                WENT_BACK,
                path(one),
                (gone ? "INCIDENT GONE: " : "INCIDENT ALTERED: ") + path(one)
                        + (gone ? " is missing" : " is no longer critical")
                        + ", but this host remembers an open critical incident of that name",
                "find out who did it; put the file back from a copy if there is one, then: bridgectl incident resolve "
                        + one.id() + " --reason TEXT");
    }

    private static String doubt(IncidentState one) {
        return one.closing() instanceof Closing.Doubtful doubtful
                ? " (its resolution does not hold: " + doubtful.problem() + ")"
                : "";
    }

    private static String path(IncidentState one) {
        return one.id().indexOf('/') >= 0 ? one.id() : "logs/incidents/" + one.id() + ".json";
    }
}
