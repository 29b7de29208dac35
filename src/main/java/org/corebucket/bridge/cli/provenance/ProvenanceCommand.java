package org.corebucket.bridge.cli.provenance;

import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What can be done with the ledger. */
public final class ProvenanceCommand implements Callable<Integer> {

    private ProvenanceCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        CommandSpec spec = Options.command(
                "provenance",
                new ProvenanceCommand(),
                global,
                "Verifies, shows and signs the ledger of all accepted updates.",
                "",
                "Examples:",
                "  bridgectl provenance verify",
                "  bridgectl provenance show --last 5",
                "",
                "Exit codes: 0 done or it holds, 1 the ledger does not hold, 66 input missing,",
                "75 a bridge has the ledger.");
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        spec.addSubcommand("verify", new CommandLine(new ProvenanceVerifyCommand(session, global).model()));
        spec.addSubcommand("show", new CommandLine(new ProvenanceShowCommand(session, global).model()));
        spec.addSubcommand("checkpoint", new CommandLine(new ProvenanceCheckpointCommand(session, global).model()));
        return spec;
    }

    @Override
    public Integer call() throws UsageException {
        throw new UsageException("a command is needed: verify, show or checkpoint");
    }
}
