package org.corebucket.bridge.cli.keys;

import java.util.concurrent.Callable;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import org.corebucket.bridge.cli.session.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What can be done with keys. */
public final class KeysCommand implements Callable<Integer> {

    private KeysCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        CommandSpec spec = Options.command(
                "keys",
                new KeysCommand(),
                global,
                "Makes, rotates, shows and uses RSA keys.",
                "",
                "Examples:",
                "  bridgectl keys show",
                "  bridgectl keys generate education",
                "",
                "Exit codes: 0 done, 65 malformed key, 66 key missing, 77 refused.");
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        spec.addSubcommand("generate", new CommandLine(new KeysGenerateCommand(session, global).model()));
        spec.addSubcommand("rotate", new CommandLine(new KeysRotateCommand(session, global).model()));
        spec.addSubcommand("show", new CommandLine(new KeysShowCommand(session, global).model()));
        spec.addSubcommand("sign", new CommandLine(new KeysSignCommand(session, global).model()));
        spec.addSubcommand("verify", new CommandLine(new KeysVerifyCommand(session, global).model()));
        return spec;
    }

    @Override
    public Integer call() throws UsageException {
        throw new UsageException("a command is needed: generate, rotate, show, sign or verify");
    }
}
