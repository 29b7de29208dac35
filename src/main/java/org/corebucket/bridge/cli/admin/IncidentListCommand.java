package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.Deployment;
import org.corebucket.bridge.incident.EmergencyStop;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.IncidentStateJson;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.json.JsonWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Lists incidents. */
final class IncidentListCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final ResultFormat format = new ResultFormat();

    IncidentListCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "list",
                this,
                global,
                "Lists all incidents, the open critical ones first, then the other open ones, each the oldest first, and says whether an emergency stop is in force.",
                "",
                "Examples:",
                "  bridgectl incident list",
                "  bridgectl incident list --format json",
                "",
                "Exit codes: 0 done, 64 usage, 66 no deployment, 74 I/O error.");
        format.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Deployment deployment = global.deploymentToRead(session.host());
        List<IncidentState> incidents = new ArrayList<>(new Incidents(deployment, session.host()).all());
        incidents.sort(IncidentState.BY_URGENCY);
        if (format.isJson()) {
            format.json(session, json -> write(incidents, json));
            return ExitCode.OK;
        }
        if (incidents.isEmpty()) {
            session.out().println("No incident.");
        } else {
            IncidentText.table(incidents, session.out());
        }
        session.out()
                .println(
                        EmergencyStop.of(deployment, session.host()).inForce()
                                ? "EMERGENCY STOP IN FORCE: bridgectl verify --check safeguards says why"
                                : "No emergency stop in force.");
        return ExitCode.OK;
    }

    private static void write(List<IncidentState> incidents, JsonWriter json) throws IOException {
        json.beginArray();
        for (IncidentState one : incidents) {
            IncidentStateJson.write(one, json);
        }
        json.endArray();
    }
}
