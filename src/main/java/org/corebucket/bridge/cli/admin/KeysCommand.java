package org.corebucket.bridge.cli.admin;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code keys}. */
public final class KeysCommand {

    private KeysCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "keys",
                global,
                List.of(
                        new KeysGenerateCommand(session, global).model(),
                        new KeysRotateCommand(session, global).model(),
                        new KeysShowCommand(session, global).model(),
                        new KeysSignCommand(session, global).model(),
                        new KeysVerifyCommand(session, global).model(),
                        new KeysAcceptClockCommand(session, global).model()),
                "Makes, rotates, shows and uses RSA keys.",
                "",
                "Examples:",
                "  bridgectl keys show",
                "  bridgectl keys generate education",
                "",
                "Exit codes: 0 done, 65 malformed key, 66 key missing, 77 refused.");
    }
}
