package org.corebucket.bridge.guard;

import java.io.IOException;
import java.util.List;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.deployment.Host;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.incident.Violation;
import org.corebucket.bridge.incident.Violation.ViolationFinding;
import org.corebucket.bridge.json.Quoted;

/**
 * Makes an incident of every refusal (CONTRACT 10): a warning, which stops nothing. Arguments that are not approved are mostly
 * a typing error, so they become an incident only at the second try within an hour; the logs have each refusal at once. What
 * was not started because of an emergency stop is added to its marker.
 */
public final class RefusalIncidents implements Refusal.Listener {

    private static final String KIND = "refusal";

    private final Incidents incidents;
    private final EmergencyStop stop;
    private final UnapprovedTries triesOfTheHour;

    public RefusalIncidents(Deployment deployment, Host host) {
        this.incidents = new Incidents(deployment, host);
        this.stop = EmergencyStop.of(deployment, host);
        this.triesOfTheHour = new UnapprovedTries(deployment.auditLog(), host.clock());
    }

    @Override
    public void refused(Refusal refusal) throws IOException {
        String entrypoint = refusal.request().entrypoint();
        if (refusal.reason() == Refusal.RefusalReason.STOPPED) {
            stop.recordNotStarted("run " + Quoted.printable(entrypoint));
            return;
        }
        if (refusal.reason() == Refusal.RefusalReason.ARGUMENTS_NOT_APPROVED && triesOfTheHour.isFirst()) {
            return;
        }
        String code = refusal.reason().text().replace(' ', '-');
        ViolationFinding violation = new ViolationFinding(
                code,
                entrypoint,
                "",
                String.join(" ", refusal.request().arguments()),
                refusal.detail(),
                refusal.remedy());
        String summary = "run refused, " + refusal.reason().text() + ": " + refusal.detail();
        incidents.raise(new Violation(Violation.Severity.WARNING, KIND, summary, List.of(violation), List.of()));
    }
}
