package org.corebucket.bridge.cli.admin;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code alert}. */
public final class AlertCommand {

    private AlertCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "alert",
                global,
                List.of(new AlertTestCommand(session, global).model()),
                "Tries out whether alerts arrive where the policy sends them.",
                "",
                "Example: bridgectl alert test",
                "",
                "Exit codes: 0 every receiver took it, 1 one did not, 66 no deployment, 77 the",
                "policy is not the sealed one, 78 it names no receiver.");
    }
}
