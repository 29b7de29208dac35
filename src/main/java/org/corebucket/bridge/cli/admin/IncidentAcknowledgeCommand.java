package org.corebucket.bridge.cli.admin;

import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.shared.ExitCode;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.ReasonOption;
import org.corebucket.bridge.cli.shared.Session;
import org.corebucket.bridge.deployment.RefusedException;
import org.corebucket.bridge.incident.IncidentState;
import org.corebucket.bridge.incident.Incidents;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Takes note of a warning, without the release key. A critical incident is refused: it is resolved with that key. */
final class IncidentAcknowledgeCommand implements Callable<Integer> {

    private final Session session;
    private final GlobalOptions global;
    private final OptionSpec reason = ReasonOption.required("What you know of it; that is recorded.");
    private final PositionalParamSpec id = IncidentArguments.id();

    IncidentAcknowledgeCommand(Session session, GlobalOptions global) {
        this.session = session;
        this.global = global;
    }

    CommandSpec model() {
        CommandSpec spec = Options.command(
                "acknowledge",
                this,
                global,
                "Takes note of a warning: who, when and why is recorded, and it no longer counts as open. While the same is seen"
                        + " again within a day, it stays acknowledged; later it is a new incident. A critical incident ends by"
                        + " 'incident resolve' alone.",
                "",
                "Example:",
                "  bridgectl incident acknowledge INC-20261123T101112Z-4f2a1c --reason \"a typo\"",
                "",
                "Exit codes: 0 acknowledged, now or before; 64 usage, 66 there is no such",
                "incident, 74 I/O error, 75 another instance is at work, 77 it is critical.");
        spec.addOption(reason);
        spec.addPositional(id);
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        String why = ReasonOption.text(reason);
        Incidents incidents = new Incidents(global.deployment(session.host()), session.host());
        IncidentState one = IncidentShowCommand.find(incidents, id.getValue());
        if (!one.isOpen()) {
            session.out().println(one.id() + " is " + IncidentText.state(one) + " already.");
            return ExitCode.OK;
        }
        if (!incidents.acknowledge(one.id(), why)) {
            throw new RefusedException(one.id() + " is critical: it ends once its cause is gone, by the release key"
                    + "\n  bridgectl incident resolve " + one.id() + " --reason TEXT");
        }
        session.out().println("Acknowledged " + one.id() + ".");
        return ExitCode.OK;
    }
}
