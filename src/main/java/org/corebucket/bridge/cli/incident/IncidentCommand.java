package org.corebucket.bridge.cli.incident;

import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What can be done with incidents. */
public final class IncidentCommand implements Callable<Integer> {

    private IncidentCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        CommandSpec spec = Options.command(
                "incident",
                new IncidentCommand(),
                global,
                "Shows recorded violations, and resolves them: the way out of an emergency stop.",
                "",
                "Examples:",
                "  bridgectl incident list",
                "  bridgectl incident show INC-20261123T101112Z-4f2a1c",
                "",
                "Exit codes: 0 done, 65 an incident's file is malformed, 66 there is no such",
                "incident or no key, 75 another instance is at work, 77 refused.");
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        spec.addSubcommand("list", new CommandLine(new IncidentListCommand(session, global).model()));
        spec.addSubcommand("show", new CommandLine(new IncidentShowCommand(session, global).model()));
        spec.addSubcommand("resolve", new CommandLine(new IncidentResolveCommand(session, global).model()));
        return spec;
    }

    @Override
    public Integer call() throws UsageException {
        throw new UsageException("a command is needed: list, show or resolve");
    }
}
