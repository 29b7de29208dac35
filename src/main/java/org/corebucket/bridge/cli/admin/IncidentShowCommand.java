package org.corebucket.bridge.cli.admin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ResultFormat;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.IncidentState.IncidentContent;
import org.corebucket.bridge.incident.IncidentStateJson;
import org.corebucket.bridge.incident.Incidents;
import org.corebucket.bridge.readiness.MendableException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows one incident. */
final class IncidentShowCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final ResultFormat format = new ResultFormat();
    private final PositionalParamSpec id = IncidentArguments.id();

    IncidentShowCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "show",
                this,
                global,
                "Shows an incident: what was found, what was done, whether it is resolved.",
                "",
                "Example: bridgectl incident show INC-20261123T101112Z-4f2a1c",
                "",
                "Exit codes: 0 done, 64 usage, 65 its file is malformed, 66 there is no such",
                "incident, 74 I/O error.");
        format.addTo(spec);
        spec.addPositional(id);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        Incidents incidents = new Incidents(global.deploymentToRead(session.host()), session.host());
        IncidentState one = find(incidents, id.getValue());
        IncidentText.whole(one, format.text(session));
        format.json(session, json -> IncidentStateJson.write(one, json));
        one.requireRead();
        if (one.content() instanceof IncidentContent.Recorded) {
            return ExitCode.OK;
        }
        return one.content() instanceof IncidentContent.Gone ? ExitCode.NO_INPUT : ExitCode.MALFORMED_INPUT;
    }

    /** The incident of an id, which must exist. */
    static IncidentState find(Incidents incidents, String id) throws IOException, MendableException {
        return incidents
                .find(id)
                .orElseThrow(() -> MendableException.missing(
                        "there is no incident of that id\nThose there are: bridgectl incident list"));
    }
}
