package org.corebucket.bridge.cli.admin;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code incident}. */
public final class IncidentCommand {

    private IncidentCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "incident",
                global,
                List.of(
                        new IncidentListCommand(session, global).model(),
                        new IncidentShowCommand(session, global).model(),
                        new IncidentAcknowledgeCommand(session, global).model(),
                        new IncidentResolveCommand(session, global).model()),
                "Shows recorded violations, takes note of warnings, and resolves what is critical: the way out of an emergency stop.",
                "",
                "Examples:",
                "  bridgectl incident list",
                "  bridgectl incident show INC-20261123T101112Z-4f2a1c",
                "",
                "Exit codes: 0 done, 65 an incident's file is malformed, 66 there is no such",
                "incident or no key, 75 another instance is at work, 77 refused.");
    }
}
