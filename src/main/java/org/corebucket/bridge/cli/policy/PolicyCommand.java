package org.corebucket.bridge.cli.policy;

import java.util.List;
import org.corebucket.bridge.cli.shared.GlobalOptions;
import org.corebucket.bridge.cli.shared.Options;
import org.corebucket.bridge.cli.shared.Session;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code policy}. */
public final class PolicyCommand {

    private PolicyCommand() {}

    /** The command with the commands below it. */
    public static CommandSpec model(Session session, GlobalOptions global) {
        return Options.group(
                "policy",
                global,
                List.of(new PolicyExportCommand(session, global).model()),
                "Tells other programs what the sealed policy allows. It changes nothing.",
                "",
                "Example: bridgectl policy export --fapolicyd --output /etc/fapolicyd",
                "",
                "Exit codes: 0 done, 64 usage, 66 no deployment, 77 it is not as it was sealed.");
    }
}
