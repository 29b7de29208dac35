package org.corebucket.bridge.cli.alert;

import java.util.List;
import org.corebucket.bridge.cli.session.GlobalOptions;
import org.corebucket.bridge.cli.session.Options;
import org.corebucket.bridge.cli.session.Session;
import picocli.CommandLine.Model.CommandSpec;

/** What can be done with alerts. */
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
